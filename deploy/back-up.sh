#!/bin/sh
# back-up.sh ARCHIVE FOLDER: what `cuttings export` writes, and beside it the files that are in no back-up, each as of one moment.
# A server may be using the archive. Run it as the server's user; `cuttings` and `python3` have to be on the PATH.
set -eu
umask 077
archive=$1
folder=$2

copy='import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("VACUUM INTO ?", (sys.argv[2],))
connection.close()'

mkdir -p "$folder"
cuttings export --archive "$archive" "$folder/archive.cuttings"
for name in users alerts webhooks conversations feeds; do
    rm -f "$folder/$name.new"
    if [ -e "$archive/$name.sqlite3" ]; then
        python3 -c "$copy" "$archive/$name.sqlite3" "$folder/$name.new"
        mv "$folder/$name.new" "$folder/$name.sqlite3"
    else
        rm -f "$folder/$name.sqlite3" # what is no more there would come back with the next restoring
    fi
done
if [ -e "$archive/settings.toml" ]; then
    cp "$archive/settings.toml" "$folder/settings.toml"
fi
