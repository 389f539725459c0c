/** What a colour means. The palette gives each its shades, light and dark. */
export type Tone = 'neutral' | 'info' | 'success' | 'warning' | 'danger' | 'accent';
