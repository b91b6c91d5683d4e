import type { Server } from "../api/client";
import type { ModelRow } from "../api/wire";
import type { PhotoDesk } from "./photo/usePhotoDesk";
import type { Places } from "./place/usePlaces";
import type { Preferences } from "./preferences";

export const TABS = ["draw", "read", "photo", "batch", "history", "corrections", "models"] as const;
export type Tab = (typeof TABS)[number];

/** Tabs that show what a server has kept. */
const OF_A_SERVER: ReadonlySet<Tab> = new Set(["history", "corrections"]);

export function tabsOf({ isSite }: Pick<Server, "isSite">): readonly Tab[] {
  return isSite ? TABS.filter((tab) => !OF_A_SERVER.has(tab)) : TABS;
}

/** What every tab is told. */
export interface TabProps {
  readonly server: Server;
  /** Whatever they take as pictures; null until the server has said what it serves. */
  readonly models: readonly ModelRow[] | null;
  /** A version went live: labels may have been added. */
  onModels(): void;
  /** What is asked about photos, in whichever tab. */
  readonly photos: PhotoDesk;
  /** Who recognises. */
  readonly places: Places;
  onTab(tab: Tab): void;
  readonly preferences: Preferences;
  readonly dark: boolean;
  onPreferences(change: Partial<Preferences>): void;
  onHelp(): void;
}
