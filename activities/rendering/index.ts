/** Making PDF files in the layout of Decree 30/2020: everything that other rooms may use. */
import { type OfficialDocument, renderOfficialDocument } from './official-document.ts';
import { type DocumentTemplateName, documentTemplates, type RenderContext } from './templates.ts';

export { type ContractPartyText, type ContractText, contractDocument } from './contract.ts';
export { writeNumber } from './number-place.ts';
export type { Block, OfficialDocument, SigningParty } from './official-document.ts';
export { personalFieldName, renderOfficialDocument, sealFieldName } from './official-document.ts';
export type { DocumentTemplateName, Issuer, Recipient, RenderContext } from './templates.ts';
export { documentTemplates } from './templates.ts';

/**
 * The PDF of a template filled with what a process knows.
 * @example
 * const pdf = await renderDocument({ template: 'official-letter', context, createdAt: new Date() });
 */
export function renderDocument(options: {
  template: DocumentTemplateName;
  context: RenderContext;
  createdAt: Date;
}): Promise<Uint8Array> {
  const document: OfficialDocument = documentTemplates[options.template].make(options.context);
  return renderOfficialDocument(document, { title: options.context.subject, createdAt: options.createdAt });
}
