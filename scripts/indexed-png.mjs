// A picture of few colours as a small PNG: one byte for each pixel instead of four.
import { crc32, deflateSync } from 'node:zlib';

/** More shades make the edges of letters no better, and the file larger; a colour of its own is kept, however rare. */
const MOST_COLOURS = 160;
const SAME_SHADE = 500;

/** In: width, height, and the pixels as RGBA. Out: the file. Of many colours the rarest are told by the nearest one. */
export function indexedPng({ width, height, pixels }) {
  const { palette, indexOf } = paletteOf(pixels);
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) rows[y * (width + 1) + 1 + x] = indexOf(colourAt(pixels, (y * width + x) * 4));
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 3, 0, 0, 0], 8);
  const colours = Buffer.from(palette.flatMap((colour) => [colour >>> 24, (colour >>> 16) & 255, (colour >>> 8) & 255]));
  const alphas = Buffer.from(palette.map((colour) => colour & 255));
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('PLTE', colours),
    chunk('tRNS', alphas),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function colourAt(pixels, at) {
  return ((pixels[at] << 24) | (pixels[at + 1] << 16) | (pixels[at + 2] << 8) | pixels[at + 3]) >>> 0;
}

function paletteOf(pixels) {
  const counts = new Map();
  for (let at = 0; at < pixels.length; at += 4) {
    const colour = colourAt(pixels, at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const palette = [];
  for (const [colour] of [...counts].sort((a, b) => b[1] - a[1])) {
    if (palette.length === MOST_COLOURS) break;
    if (palette.every((other) => distance(colour, other) > SAME_SHADE)) palette.push(colour);
  }
  const indexes = new Map(palette.map((colour, index) => [colour, index]));
  const indexOf = (colour) => {
    const known = indexes.get(colour);
    if (known !== undefined) return known;
    let nearest = 0;
    let least = Number.POSITIVE_INFINITY;
    palette.forEach((other, index) => {
      const far = distance(colour, other);
      if (far < least) [least, nearest] = [far, index];
    });
    indexes.set(colour, nearest);
    return nearest;
  };
  return { palette, indexOf };
}

function distance(a, b) {
  let sum = 0;
  for (const shift of [24, 16, 8, 0]) sum += (((a >>> shift) & 255) - ((b >>> shift) & 255)) ** 2;
  return sum;
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body) >>> 0);
  return Buffer.concat([length, body, sum]);
}
