import { useLocale } from "../i18n/context";
import { PLACES, type Place } from "../recognition/answer";
import "./place.css";
import { Segmented } from "./Segmented";

interface PlaceSwitchProps {
  /** Where pictures are to be recognised. */
  place: Place;
  /** Who gave the last answer; null before there is any. */
  used: Place | null;
  /** Milliseconds that an answer took lately in each place, if there was any. */
  times: Readonly<Record<Place, number | null>>;
  onChange(place: Place): void;
}

/** Chooses between this device and the server, and shows how fast each of them was. */
export function PlaceSwitch({ place, used, times, onChange }: PlaceSwitchProps) {
  const { messages, format } = useLocale();
  const words = messages.place;
  const instead = { device: words.insteadDevice, server: words.insteadServer };
  const name = (one: Place) => {
    const time = times[one];
    return time === null ? words[one] : `${words[one]} · ${format.milliseconds(time)}`;
  };
  const note = place === "device" ? words.stays : "";
  return (
    <div className="place">
      <Segmented
        legend={words.legend}
        value={place}
        onChange={onChange}
        segments={PLACES.map((value) => ({ value, name: words[value], content: name(value) }))}
      />
      <p className="place-note">{used !== null && used !== place ? instead[used] : note}</p>
    </div>
  );
}
