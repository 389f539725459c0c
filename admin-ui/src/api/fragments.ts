/** Selections shared by the operations. `$language` is the language of labels. */
export const storedFile = 'id name mediaType size sha256 url';
export const party = '__typename ... on Agency { code name } ... on Enterprise { taxCode name }';
export const person = 'id name';

export const documentRow = `id trackingCode subject kind urgency direction
  sender { ${party} } receiver { ${party} } incomingNumber outgoingNumber receivedAt dueAt
  status { code label(language: $language) since overdue paused workingDaysLeft }`;

export const taskRow = `id elementId name state assignee { ${person} } candidateGroups createdAt dueAt overdue priority
  document { id subject trackingCode urgency sender { ${party} } receiver { ${party} } }
  instance { id definition { key name } }`;

export const documentFacts = `id trackingCode subject kind urgency direction originalNumber issuedOn dossierCode
  sender { ${party} } receiver { ${party} } incomingNumber outgoingNumber receivedAt dueAt
  files { ${storedFile} }
  status { code label(language: $language) since overdue paused workingDaysLeft expectedAt dueAt
    history { code at note } receipt { ${storedFile} } }
  inReplyTo { id subject trackingCode }
  signatures { fileId subject serial level signedAt }
  deadline { dueAt warnAt pausedAt extensions workingDaysLeft }`;

export const instanceDiagram = 'id state activeElements definition { key version name bpmn }';
export const instanceEvent = `sequence at event elementId type actor { ${person} }`;
export const definitionRow = 'key version hash name deployedAt instances { active completed incident }';
