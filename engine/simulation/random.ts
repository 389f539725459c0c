/**
 * Chance that can be repeated. A stream is opened by what it decides (seed, document, element, how often asked), not by what was
 * drawn before: two versions of a process meet the same luck at the elements that they share (common random numbers).
 */
export class RandomStream {
  #a = 0;
  #b = 0;
  #c = 0;
  #counter = 0;

  /** Four whole numbers; the same ones give the same draws. */
  open(seed: number, document: number, element: number, occasion: number): this {
    this.#a = mix(seed ^ 0x9e3779b9);
    this.#b = mix(document + 0x7f4a7c15);
    this.#c = mix(element ^ Math.imul(occasion + 1, 0x85ebca6b));
    this.#counter = 1;
    for (let i = 0; i < 8; i++) this.#bits();
    return this;
  }

  /** Uniform in the open interval from 0 to 1. */
  next(): number {
    const high = this.#bits() >>> 6;
    const low = this.#bits() >>> 5;
    return (high * 134_217_728 + low + 0.5) / 9_007_199_254_740_992;
  }

  /** 32 bits of the generator sfc32 (Chris Doty-Humphrey, PractRand; public domain). */
  #bits(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum;
    this.#c |= 0;
    return sum;
  }
}

/** A number for a name, the same everywhere (FNV-1a). */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}

// helpers ////////////////////////////////////////////////////////////

/** Spreads a number over all 32 bits (the finaliser of MurmurHash3). */
function mix(value: number): number {
  let bits = value | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) | 0;
}
