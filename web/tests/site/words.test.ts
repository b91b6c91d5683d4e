import { expect, test } from "vitest";
import { LANGUAGES } from "../../src/i18n/language";
import { SITE_CATALOGUE } from "../../src/site/words";

test.each(LANGUAGES)("a site does not speak of a server in %s where it has none", (language) => {
  const { photos, reading, versions, taught, failures } = SITE_CATALOGUE[language];
  const said = [photos.unavailable, reading.unavailable, versions.introduction, taught.nothing];
  for (const text of [...said, failures.away, failures.unexpected]) {
    expect(text).not.toMatch(/server|servidor|On this device|En este dispositivo/);
  }
});
