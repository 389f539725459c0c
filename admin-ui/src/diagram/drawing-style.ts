/** How names are written on a diagram: in the typeface of the interface, which is made for Vietnamese. */
export const textRenderer = {
  defaultStyle: { fontFamily: "'Be Vietnam Pro', Arial, sans-serif", fontSize: '11.5px', lineHeight: 1.25 },
  externalStyle: { fontSize: '11px', lineHeight: 1.25 },
};
