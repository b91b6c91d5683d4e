/** What a recogniser is given: pixels that the page drew, or a file as a person gave it. */

export interface GreyPicture {
  readonly kind: "grey";
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array<ArrayBuffer>;
}

export interface FilePicture {
  readonly kind: "file";
  readonly file: Blob;
}

export type Picture = GreyPicture | FilePicture;
