/** Packages without type declarations of their own: only what is used of them. */

declare module 'dmn-moddle' {
  export class DmnModdle {
    constructor(packages?: Record<string, unknown>);
    /** @throws Error where the text is no DMN */
    fromXML(xml: string): Promise<{ rootElement: { $type: string }; warnings: { message: string }[] }>;
  }
}
