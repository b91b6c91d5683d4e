import "../../components/answer/answer.css";
import "../../components/photo/photo.css";
import { useLocale } from "../../i18n/context";
import type { TabProps } from "../tabs";
import { PhotoDesk } from "./PhotoDesk";
import { PhotoHead } from "./PhotoHead";

/** One photo: what it shows, where that was seen, and what is right. */
export function PhotoTab(props: TabProps) {
  const { messages } = useLocale();
  const { model } = props.photos;
  return (
    <>
      <PhotoHead photos={props.photos} words={messages.photos} />
      {model && <PhotoDesk key={model.name} {...props} model={model} />}
    </>
  );
}
