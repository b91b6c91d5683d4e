import { expect, test } from "vitest";
import { LANGUAGES } from "../../src/i18n/language";
import { messagesOnSite } from "../../src/site/words";

test.each(LANGUAGES)(
  "a site does not speak of a server in %s where it has none",
  async (language) => {
    const { photos, reading, versions, taught, failures } = await messagesOnSite(language);
    const said = [photos.unavailable, reading.unavailable, versions.introduction, taught.nothing];
    for (const text of [...said, failures.away, failures.unexpected]) {
      expect(text).not.toMatch(/server|servidor|On this device|En este dispositivo/);
    }
  },
);
