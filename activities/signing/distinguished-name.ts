/** Who a certificate speaks of: names as Vietnamese certificates carry them, and how to read them back. */
import * as asn1js from 'asn1js';
import { RelativeDistinguishedNames } from 'pkijs';

/** An enterprise is known by its tax code, an agency by its code on the national document axis (e.g. "H26.01"). */
export type OrganisationIdentity = { name: string; taxCode: string } | { name: string; agencyCode: string };

export interface PersonIdentity {
  /** Full name as written in documents, e.g. "Nguyễn Thị Hồng Thắm". */
  name: string;
  /** What tells two persons of one name apart: the number of the staff card or citizen identity. */
  identifier: string;
  /** Position, e.g. "Giám đốc". */
  title?: string;
  organisation?: OrganisationIdentity;
}

/** RFC 4519 and X.520 attribute types. */
const attributeTypes = {
  commonName: '2.5.4.3',
  serialNumber: '2.5.4.5',
  country: '2.5.4.6',
  organisation: '2.5.4.10',
  title: '2.5.4.12',
  organisationIdentifier: '2.5.4.97',
} as const;

export type NameAttribute = keyof typeof attributeTypes;
export type NameEntry = readonly [NameAttribute, string];

/**
 * ETSI EN 319 412-1, 5.1.4: "VATVN-0101234567" for a tax code; a scheme of national definition ("GO:VN-…") for an agency.
 */
export function organisationIdentifier(organisation: OrganisationIdentity): string {
  return 'taxCode' in organisation ? `VATVN-${organisation.taxCode}` : `GO:VN-${organisation.agencyCode}`;
}

export function organisationName(organisation: OrganisationIdentity): NameEntry[] {
  return [
    ['country', 'VN'],
    ['organisation', organisation.name],
    ['organisationIdentifier', organisationIdentifier(organisation)],
    ['serialNumber', 'taxCode' in organisation ? organisation.taxCode : organisation.agencyCode],
    ['commonName', organisation.name],
  ];
}

export function personName(person: PersonIdentity): NameEntry[] {
  const entries: NameEntry[] = [['country', 'VN']];
  if (person.organisation) {
    entries.push(['organisation', person.organisation.name]);
    entries.push(['organisationIdentifier', organisationIdentifier(person.organisation)]);
  }
  if (person.title) entries.push(['title', person.title]);
  entries.push(['serialNumber', person.identifier], ['commonName', person.name]);
  return entries;
}

/** DER wants PrintableString for countries and serial numbers (X.520); everything else may be Vietnamese. */
function attributeValue(attribute: NameAttribute, value: string): asn1js.PrintableString | asn1js.Utf8String {
  const isPrintable =
    attribute === 'country' || (attribute === 'serialNumber' && /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value));
  return isPrintable ? new asn1js.PrintableString({ value }) : new asn1js.Utf8String({ value });
}

/** A name of single-valued parts, in that order. */
export function toName(entries: readonly NameEntry[]): RelativeDistinguishedNames {
  const parts = entries.map(([attribute, value]) => {
    const type = new asn1js.ObjectIdentifier({ value: attributeTypes[attribute] });
    return new asn1js.Set({
      value: [new asn1js.Sequence({ value: [type, attributeValue(attribute, value)] })],
    });
  });
  // By way of the encoding: pkijs itself writes all parts of a name it did not read as one multi-valued part.
  return RelativeDistinguishedNames.fromBER(new asn1js.Sequence({ value: parts }).toBER());
}

/** The first value of that attribute; `null` when the name has none. */
export function readAttribute(name: RelativeDistinguishedNames, attribute: NameAttribute): string | null {
  const found = name.typesAndValues.find(({ type }) => type === attributeTypes[attribute]);
  const value: unknown = found?.value.valueBlock.value;
  return typeof value === 'string' && value !== '' ? value : null;
}
