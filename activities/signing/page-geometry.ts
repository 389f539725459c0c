/**
 * Where things are on a page as people see it: after its rotation (scans often carry one), inside its crop box, in points from
 * the lower left corner.
 */
import { type PDFArray, type PDFDict, PDFName, PDFNumber, type PDFPage } from '@cantoo/pdf-lib';

export interface Rectangle {
  left: number;
  bottom: number;
  width: number;
  height: number;
}

type Rotation = 0 | 90 | 180 | 270;

export interface PageGeometry {
  /** Points, as seen. */
  width: number;
  height: number;
  /** `[a b c d]` which turns a drawing upright on this page: the `Matrix` of a form without its translation. */
  uprightMatrix: readonly [number, number, number, number];
  /** What is seen there, as a `Rect` of an annotation. */
  toRect(seen: Rectangle): [number, number, number, number];
  fromRect(rect: readonly [number, number, number, number]): Rectangle;
}

const uprightMatrices: Record<Rotation, readonly [number, number, number, number]> = {
  0: [1, 0, 0, 1],
  90: [0, 1, -1, 0],
  180: [-1, 0, 0, -1],
  270: [0, -1, 1, 0],
};

export function boundingBox(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
): [number, number, number, number] {
  return [Math.min(x1, x2), Math.min(y1, y2), Math.max(x1, x2), Math.max(y1, y2)];
}

/** The four numbers of an annotation's `Rect`; `null` when it has none. */
export function readRect(annotation: PDFDict): [number, number, number, number] | null {
  const rect: PDFArray | undefined = annotation.lookup(PDFName.of('Rect')) as PDFArray | undefined;
  if (!rect || typeof rect.size !== 'function' || rect.size() !== 4) return null;
  const numbers = [0, 1, 2, 3].map((index) => rect.lookup(index));
  const [x1, y1, x2, y2] = numbers.map((number) => (number instanceof PDFNumber ? number.asNumber() : 0));
  return boundingBox(x1 ?? 0, y1 ?? 0, x2 ?? 0, y2 ?? 0);
}

export function overlap(a: Rectangle, b: Rectangle): boolean {
  return (
    a.left < b.left + b.width &&
    b.left < a.left + a.width &&
    a.bottom < b.bottom + b.height &&
    b.bottom < a.bottom + a.height
  );
}

export function pageGeometry(page: PDFPage): PageGeometry {
  const crop = page.getCropBox();
  const [x0, y0, x1, y1] = [crop.x, crop.y, crop.x + crop.width, crop.y + crop.height];
  const quarterTurns = Math.round(page.getRotation().angle / 90);
  const rotation = (((quarterTurns % 4) + 4) % 4) * 90;
  const isSideways = rotation === 90 || rotation === 270;

  // ISO 32000-1, 7.7.3.3: /Rotate turns the page clockwise when it is shown.
  const toPage: Record<number, (u: number, v: number) => [number, number]> = {
    0: (u, v) => [x0 + u, y0 + v],
    90: (u, v) => [x1 - v, y0 + u],
    180: (u, v) => [x1 - u, y1 - v],
    270: (u, v) => [x0 + v, y1 - u],
  };
  const toSeen: Record<number, (x: number, y: number) => [number, number]> = {
    0: (x, y) => [x - x0, y - y0],
    90: (x, y) => [y - y0, x1 - x],
    180: (x, y) => [x1 - x, y1 - y],
    270: (x, y) => [y1 - y, x - x0],
  };
  const place = toPage[rotation] ?? ((u, v) => [x0 + u, y0 + v]);
  const see = toSeen[rotation] ?? ((x, y) => [x - x0, y - y0]);

  return {
    width: isSideways ? crop.height : crop.width,
    height: isSideways ? crop.width : crop.height,
    uprightMatrix: uprightMatrices[rotation as Rotation],
    toRect: ({ left, bottom, width, height }) =>
      boundingBox(...place(left, bottom), ...place(left + width, bottom + height)),
    fromRect([x, y, right, top]) {
      const [left, bottom, farRight, farTop] = boundingBox(...see(x, y), ...see(right, top));
      return { left, bottom, width: farRight - left, height: farTop - bottom };
    },
  };
}
