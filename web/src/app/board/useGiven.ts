import type { Given } from "../../components/board/BoardPanel";
import { useLocale } from "../../i18n/context";
import { type Arrival, useGivenFiles } from "./useGivenFiles";
import { useNotice } from "./useNotice";

/** One picture that a person drops, pastes or chooses; `give` keeps it. */
export function useGiven(give: (given: Given) => void) {
  const { messages } = useLocale();
  const [notice, setNotice] = useNotice();
  const take = (files: readonly File[], how: Arrival | "chosen") => {
    const file = files.find(({ type }) => type.startsWith("image/")) ?? files[0];
    if (!file) {
      if (how === "pasted") setNotice(messages.notices.nothingToPaste);
      if (how === "dropped") setNotice(messages.notices.nothingDropped);
      return;
    }
    const name = how === "pasted" ? messages.pastedPicture : file.name;
    setNotice(files.length > 1 ? messages.notices.onlyOne(name) : null);
    give({ file, name });
  };
  const hovering = useGivenFiles(take);
  return { notice, hovering, take: (files: readonly File[]) => take(files, "chosen") };
}
