import { useSyncExternalStore } from "react";
import { PlaceSwitch } from "../../components/PlaceSwitch";
import type { PaceKeeper } from "../../recognition/pace";
import type { Places } from "./usePlaces";

interface PlaceChoiceProps {
  places: Places;
  /** Of what was asked here; single pictures, unless it is something else. */
  keeper?: PaceKeeper;
}

/** Where pictures are recognised, and how fast that was. */
export function PlaceChoice({ places, keeper = places.keeper }: PlaceChoiceProps) {
  const { place, choose } = places;
  const paces = useSyncExternalStore(keeper.subscribe, keeper.paces);
  if (!choose) return null;
  return <PlaceSwitch place={place} {...paces} onChange={choose} />;
}
