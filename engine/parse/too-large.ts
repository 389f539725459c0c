import type { Bilingual } from '../graph.ts';
import { limits } from './limits.ts';

/** `unit`: what a caller has counted, characters or bytes. */
export const tooLarge = (allowed: number): Bilingual => ({
  vi: `tệp quá lớn: dài hơn ${allowed} ký tự`,
  en: `the file is too large: it has more than ${allowed} characters`,
});

export const tooDeep: Bilingual = {
  vi: `các phần tử lồng nhau quá ${limits.depth} tầng`,
  en: `elements are nested more than ${limits.depth} deep`,
};
