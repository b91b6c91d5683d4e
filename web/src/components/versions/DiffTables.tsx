import { useLocale } from "../../i18n/context";
import { labelsText } from "../../i18n/labels";
import type { CorrectionDiff, VersionDiff } from "../../learning/version";
import { Icon } from "../Icon";

interface DiffTablesProps {
  diff: VersionDiff;
  nameA: string;
  nameB: string;
  thumbnail(image: string): string;
}

/** More differing corrections than this say nothing more. */
const MOST_SHOWN = 50;

/** Two versions on the golden pictures and on the corrections. */
export function DiffTables({ diff, nameA, nameB, thumbnail }: DiffTablesProps) {
  const { messages, format } = useLocale();
  const words = messages.versions;
  const { golden, corrections } = diff;
  const total = format.count(corrections.length);
  const right = (of: (one: CorrectionDiff) => boolean) =>
    words.correctionsRight(format.count(corrections.filter(of).length), total);
  const differing = corrections.filter(({ rightA, rightB }) => rightA !== rightB);
  return (
    <>
      {golden ? (
        <GoldenTable golden={golden} nameA={nameA} nameB={nameB} />
      ) : (
        <p className="hint">{words.noGolden}</p>
      )}
      {corrections.length === 0 ? (
        <p className="hint">{words.noCorrections}</p>
      ) : (
        <table className="diff">
          <caption>{words.onCorrections}</caption>
          <Head nameA={nameA} nameB={nameB} />
          <tbody>
            <tr>
              <th scope="row">{words.accuracy}</th>
              <td>{right(({ rightA }) => rightA)}</td>
              <td>{right(({ rightB }) => rightB)}</td>
            </tr>
          </tbody>
        </table>
      )}
      {corrections.length > 0 && differing.length === 0 && (
        <p className="hint">{words.noneDiffer}</p>
      )}
      {differing.length > 0 && (
        <table className="diff pictures-diff">
          <caption>{words.differing}</caption>
          <thead>
            <tr>
              <th scope="col">{words.picture}</th>
              <th scope="col">{nameA}</th>
              <th scope="col">{nameB}</th>
            </tr>
          </thead>
          <tbody>
            {differing.slice(0, MOST_SHOWN).map(({ id, image, labels, rightA, rightB }) => (
              <tr key={id}>
                <th scope="row">
                  <img className="thumb" src={thumbnail(image)} alt="" loading="lazy" />
                  <span>
                    {words.shouldBe} {labelsText(labels, messages)}
                  </span>
                </th>
                <Judged right={rightA} />
                <Judged right={rightB} />
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

interface GoldenTableProps {
  golden: NonNullable<VersionDiff["golden"]>;
  nameA: string;
  nameB: string;
}

function GoldenTable({ golden, nameA, nameB }: GoldenTableProps) {
  const { messages, format } = useLocale();
  const words = messages.versions;
  return (
    <>
      <table className="diff">
        <caption>
          {words.golden} <span className="hint">{words.goldenHelp}</span>
        </caption>
        <Head nameA={nameA} nameB={nameB} />
        <tbody>
          <tr>
            <th scope="row">{words.accuracy}</th>
            <td>{format.finePercent(golden.accuracyA)}</td>
            <td>{format.finePercent(golden.accuracyB)}</td>
          </tr>
          <tr>
            <th scope="row">{words.onlyRight}</th>
            <td>{format.count(golden.onlyA)}</td>
            <td>{format.count(golden.onlyB)}</td>
          </tr>
        </tbody>
      </table>
      <p className="hint">
        {words.pictures}: {format.count(golden.samples)} · {words.bothRight}:{" "}
        {format.count(golden.both)} · {words.neitherRight}: {format.count(golden.neither)} ·{" "}
        {words.chance(format.chance(golden.p))}
      </p>
    </>
  );
}

function Head({ nameA, nameB }: { nameA: string; nameB: string }) {
  return (
    <thead>
      <tr>
        <td />
        <th scope="col">{nameA}</th>
        <th scope="col">{nameB}</th>
      </tr>
    </thead>
  );
}

function Judged({ right }: { right: boolean }) {
  const { messages } = useLocale();
  const words = messages.versions;
  return (
    <td className={right ? "judged right" : "judged wrong"}>
      <Icon name={right ? "check" : "close"} />
      {right ? words.isRight : words.isWrong}
    </td>
  );
}
