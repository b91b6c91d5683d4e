/** Line icons on a 24-unit grid. They decorate: whatever uses one also has a name in words. */

const PATHS = {
  pen: "M4 20l1-4.5L16.5 4a2.1 2.1 0 0 1 3 3L8 18.5 4 20zM14.5 6l3.5 3.5",
  eraser:
    "M8 20h12M4.7 15.3l9.6-9.6a1.9 1.9 0 0 1 2.7 0l2.8 2.8a1.9 1.9 0 0 1 0 2.7L11 20H8.6l-3.9-3.9a.6.6 0 0 1 0-.8zM9.5 10.5l5.5 5.5",
  correct: "M6 3.5l12.5 8.6-5.6 1 3.2 6.3-2.4 1.2-3.2-6.2L6 18.5z",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  undo: "M8.5 5L4 9.5 8.5 14M4 9.5h9.5a6 6 0 0 1 0 12H9",
  redo: "M15.5 5L20 9.5 15.5 14M20 9.5h-9.5a6 6 0 0 0 0 12H15",
  clear: "M4 7h16M9.5 7V4.5h5V7M6 7l1 13h10l1-13M10 11v5.5M14 11v5.5",
  upload: "M12 16V4M7 9l5-5 5 5M4 16v4h16v-4",
  back: "M19 12H5M11 6l-6 6 6 6",
  check: "M4.5 12.5l5 5 10-11",
  doubt: "M3.5 9.5c2.5-3 5-3 8.5 0s6 3 8.5 0M3.5 16c2.5-3 5-3 8.5 0s6 3 8.5 0",
  none: "M5.6 5.6l12.8 12.8M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18z",
  warning: "M12 3.5L2.5 20h19L12 3.5zM12 10v4.5M12 17.2v.3",
  system: "M3 5h18v11H3zM9 20h6M12 16v4",
  light:
    "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4",
  dark: "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
  close: "M6 6l12 12M18 6L6 18",
  thumbUp:
    "M7 10.5V20H3.5v-9.5zM7 10.5l4-7a2.2 2.2 0 0 1 2.6 2.7l-.8 3.3h5.7a2 2 0 0 1 2 2.4l-1.3 6.5a2 2 0 0 1-2 1.6H7",
  thumbDown:
    "M17 13.5V4h3.5v9.5zM17 13.5l-4 7a2.2 2.2 0 0 1-2.6-2.7l.8-3.3H5.5a2 2 0 0 1-2-2.4l1.3-6.5a2 2 0 0 1 2-1.6H17",
  person: "M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4.5 20.5c.6-4 3.5-6 7.5-6s6.9 2 7.5 6",
  next: "M5 12h14M13 6l6 6-6 6",
  export: "M12 4v12M7 11l5 5 5-5M4 16v4h16v-4",
  camera: "M3.5 7.5h4l1.5-2.5h6l1.5 2.5h4v12h-17zM12 9.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z",
  folder: "M3.5 6h6l2 2.5h9V19h-17zM3.5 10.5h17",
  refresh: "M19 12a7 7 0 1 1-2.2-5.1M19.5 3.5v4h-4",
  history: "M4.5 12a7.5 7.5 0 1 0 2.4-5.5M4.5 4v4h4M12 8v4.5l3 1.8",
  picture: "M3.5 5h17v14h-17zM3.5 16l5-5 4 4 3-3 5 5M15.5 9.2v.3",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
