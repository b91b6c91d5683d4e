import { EXPORT_FORMATS, type ExportFormat } from "../../api/feedback";
import { useLocale } from "../../i18n/context";
import { Icon } from "../Icon";

/** Everything that was corrected, as files. */
export function ExportLinks({ addressOf }: { addressOf(format: ExportFormat): string }) {
  const { messages } = useLocale();
  const words = messages.records;
  return (
    <section className="exports" aria-label={words.exports}>
      <p className="exports-name">
        <Icon name="export" />
        {words.exports}
      </p>
      {EXPORT_FORMATS.map((format) => (
        <a key={format} className="link" href={addressOf(format)} download>
          {words.exportFormats[format]}
        </a>
      ))}
    </section>
  );
}
