import { useEffect, useState } from "react";
import { useLocale } from "../../i18n/context";
import { claimsTooMuch } from "../../local/header";
import { Icon } from "../Icon";

/** A person's picture in place of the drawing, or its name where the browser cannot show it. */
export function PicturePreview({ file, name }: { file: Blob; name: string }) {
  const { messages } = useLocale();
  const [address, setAddress] = useState<string | null>(null);
  const [unshown, setUnshown] = useState(false);
  useEffect(() => {
    const created = URL.createObjectURL(file);
    let gone = false;
    setAddress(null);
    const show = (huge: boolean) => {
      if (gone) return;
      setAddress(created);
      setUnshown(huge);
    };
    claimsTooMuch(file).then(show, () => show(false));
    return () => {
      gone = true;
      URL.revokeObjectURL(created);
    };
  }, [file]);
  return (
    <div className="preview">
      {unshown && (
        <p className="preview-unshown">
          <Icon name="picture" />
          <strong>{name}</strong>
          {messages.pictureUnshown}
        </p>
      )}
      {address && !unshown && (
        <img src={address} alt={messages.pictureNamed(name)} onError={() => setUnshown(true)} />
      )}
    </div>
  );
}
