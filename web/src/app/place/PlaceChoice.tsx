import { useSyncExternalStore } from "react";
import { PlaceSwitch } from "../../components/PlaceSwitch";
import type { Places } from "./usePlaces";

/** Where pictures are recognised, and how fast that was. */
export function PlaceChoice({ places }: { places: Places }) {
  const { place, keeper, choose } = places;
  const paces = useSyncExternalStore(keeper.subscribe, keeper.paces);
  if (!choose) return null;
  return <PlaceSwitch place={place} {...paces} onChange={choose} />;
}
