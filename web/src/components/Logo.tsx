/** An eye that glances sideways: two lids and a pupil off the middle. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path
        className="logo-lids"
        d="M2.5 16C6.5 9 11 6 16 6s9.5 3 13.5 10C25.5 23 21 26 16 26S6.5 23 2.5 16z"
      />
      <circle className="logo-iris" cx="19" cy="14.5" r="5.5" />
      <circle className="logo-glint" cx="21" cy="12.6" r="1.6" />
    </svg>
  );
}
