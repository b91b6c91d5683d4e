import { useState } from "react";
import type { Server } from "../../api/client";
import { Choice } from "../../components/Field";
import { Problem } from "../../components/Problem";
import { DiffTables } from "../../components/versions/DiffTables";
import { useLocale } from "../../i18n/context";
import { previousOf, type VersionList } from "../../learning/version";
import { useDiff } from "./useDiff";

interface ComparisonProps {
  server: Server;
  model: string;
  list: VersionList;
}

/** Two versions side by side, on what neither learned from and on what was corrected. */
export function Comparison(props: ComparisonProps) {
  const { messages } = useLocale();
  const words = messages.versions;
  const [open, setOpen] = useState(false);
  return (
    <details
      className="card section"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{words.compare}</summary>
      {/* Comparing is work for the server: only when it is looked at. */}
      {open && props.list.versions.length < 2 && <p className="hint">{words.onlyOne}</p>}
      {open && props.list.versions.length >= 2 && <Pair {...props} />}
    </details>
  );
}

function Pair({ server, model, list }: ComparisonProps) {
  const { messages, format } = useLocale();
  const words = messages.versions;
  const { versions, champion } = list;
  const [chosen, setChosen] = useState<{ a?: string; b?: string }>({});
  const usual = previousOf(list) ?? versions.find((version) => version.model !== champion);
  const a = chosen.a ?? usual?.model ?? null;
  const b = chosen.b ?? champion;
  const { diff, failure } = useDiff(server, model, a, b);
  const name = (id: string | null) => {
    const number = versions.find((version) => version.model === id)?.number;
    return number === undefined ? (id ?? "") : words.number(format.count(number));
  };
  const options = versions.map((version) => ({ value: version.model, name: name(version.model) }));
  return (
    <div className="comparison">
      <div className="pair">
        <Choice
          label={words.compareA}
          value={a ?? ""}
          options={options}
          onChange={(a) => setChosen({ ...chosen, a })}
        />
        <Choice
          label={words.compareB}
          value={b}
          options={options}
          onChange={(b) => setChosen({ ...chosen, b })}
        />
      </div>
      {failure && <Problem failure={failure} />}
      <p className="hint" role="status">
        {!diff && !failure && a !== b && words.comparing}
      </p>
      {diff && (
        <DiffTables
          diff={diff}
          nameA={name(diff.a)}
          nameB={name(diff.b)}
          thumbnail={server.feedback.thumbnail}
        />
      )}
    </div>
  );
}
