"""Exports of press databases: one text with many records, each with the labels of the vendor."""

from corpus.readers.exports.table import EXPORTS, split_export

__all__ = ["EXPORTS", "split_export"]
