import { useLocale } from "../../i18n/context";
import { Icon } from "../Icon";
import "../field.css";
import "./profiles.css";

interface ProfileButtonProps {
  /** Empty for everybody. */
  profile: string;
  onOpen(): void;
}

/** Says for whom the models answer, and leads to the choice. */
export function ProfileButton({ profile, onOpen }: ProfileButtonProps) {
  const { messages } = useLocale();
  const words = messages.profiles;
  const name = words.button(profile || words.everybody);
  return (
    <button
      type="button"
      className={profile ? "profile-button own" : "profile-button"}
      aria-haspopup="dialog"
      aria-label={name}
      title={name}
      onClick={onOpen}
    >
      <Icon name="person" />
      <span className="profile-name">{profile || words.everybody}</span>
    </button>
  );
}
