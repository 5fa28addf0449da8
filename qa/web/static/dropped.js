// Files and folders that were dropped: each file with its path below what was dropped, without hidden ones.
const cuttingsDropped = async (transfer) => {
  "use strict";
  const files = async (entry, path = "") => {
    if (entry.name.startsWith(".")) return [];
    if (entry.isFile) return [[await new Promise((found, failed) => entry.file(found, failed)), path + entry.name]];
    const reader = entry.createReader();
    const found = [];
    for (;;) {
      const some = await new Promise((read, failed) => reader.readEntries(read, failed));
      if (!some.length) return found;
      for (const one of some) found.push(...(await files(one, `${path}${entry.name}/`)));
    }
  };
  // both lists are empty once the event is over
  const plain = [...transfer.files].map((file) => [file, file.name]);
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry && item.webkitGetAsEntry()).filter(Boolean);
  return entries.length ? (await Promise.all(entries.map((entry) => files(entry)))).flat() : plain;
};
