/** What can be wrong with a zip that is unpacked on this device. */

export const archives = {
  "zip-unreadable": "This is no zip, or it is damaged. Zip it again.",
  "zip-too-large":
    "This zip holds too much: it may have 10,000 files and unpack to 4 GB. Divide it.",
};
