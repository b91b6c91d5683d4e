import "../../components/batch/batch.css";
import "../../components/photo/photo.css";
import "../../components/records/records.css";
import { useLocale } from "../../i18n/context";
import { PhotoHead } from "../photo/PhotoHead";
import type { TabProps } from "../tabs";
import { BatchDesk } from "./BatchDesk";

/** Many photos at once. */
export function BatchTab(props: TabProps) {
  const { messages } = useLocale();
  const { model } = props.photos;
  return (
    <>
      <PhotoHead photos={props.photos} words={messages.batches} />
      {model && <BatchDesk {...props} model={model} />}
    </>
  );
}
