"""An archive in a database engine that speaks MySQL's protocol: OceanBase, or seekdb, its form for one machine.

The statements are those of the embedded archive, translated (`corpus.engine.dialect`); words and vectors are searched by the
engine's own indexes. docs/scale.md says what it is for and what was measured.
"""
