/** What is said otherwise where there is no server, but a folder of files. */

export const site = {
  noPhotos: "No model of this page recognises photos.",
  noLines: "No model of this page reads lines.",
  models: "What this device has learned for each recogniser.",
  nothingLearned:
    "Nothing has been learned here yet. Correct an answer: the page learns from it within about a second.",
  away: "A file of this page cannot be fetched. Nothing is lost; trying again…",
  unexpected: "This device could not answer.",
  missing: "This page does not have this model.",
};

export type SiteWords = typeof site;
