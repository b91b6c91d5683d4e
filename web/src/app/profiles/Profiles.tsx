import { useState } from "react";
import type { Server } from "../../api/client";
import { ProfileButton } from "../../components/profiles/ProfileButton";
import { ProfileDialog } from "../../components/profiles/ProfileDialog";
import { useProfiles } from "./useProfiles";

interface ProfilesProps {
  server: Server;
  profile: string;
  onProfile(profile: string): void;
}

/** For whom the models answer. */
export function Profiles({ server, profile, onProfile }: ProfilesProps) {
  const [open, setOpen] = useState(false);
  const { rows, failure, notice, ...actions } = useProfiles(server, profile, open, onProfile);
  return (
    <>
      <ProfileButton profile={profile} onOpen={() => setOpen(true)} />
      <ProfileDialog
        open={open}
        rows={rows}
        profile={profile}
        failure={failure}
        notice={notice}
        onChoose={actions.choose}
        onCreate={actions.create}
        onRemove={actions.remove}
        onClose={() => setOpen(false)}
      />
    </>
  );
}
