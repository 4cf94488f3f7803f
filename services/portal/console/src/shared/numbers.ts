/** What new records are called: numbers which nobody has to invent. */
import type { Field, Operation } from '@/api/operation'

const NUMBERS = ['case_id', 'topic', 'meeting', 'recommendation', 'inspection', 'finding', 'exemption', 'point', 'difficulty', 'visit', 'bulletin', 'plan_id', 'class_id', 'post_id', 'assignment', 'certificate', 'objection', 'filing', 'person_id', 'no']
// Commands about another record, or at a department's address, that make a record of their own.
const MAKES = ['issue_certificate_in_training', 'raise_objection_in_cases', 'propose_topic_in_departments', 'recommend_in_departments']
const MADE = ['certificate', 'objection', 'topic', 'recommendation']

/** The first of the numbers a form asks for is the new record's own; those after it name other records. */
export function ownNumber(fields: readonly Field[]): string | undefined {
  return fields.find((one) => one.required && one.kind === 'text' && NUMBERS.includes(one.name))?.name
}

// What is made here has a code from elsewhere, which is typed.
const TYPED: Record<string, string> = {
  register_enterprise_in_enterprises: 'credit_code',
  establish_organisation_in_organisations: 'org_code',
  register_member_in_members: 'member_id',
}

/** Return which field is the code of what a command puts on record, where the code comes from elsewhere. */
export const typedIn = (id: string): string | undefined => TYPED[id]

/** Return which field of a command is the number of what it makes. */
export function madeBy(id: string, known: Operation): string | undefined {
  if (MAKES.includes(id)) return MADE.find((name) => known.told.some((one) => one.name === name))
  return known.inPath.length === 0 ? ownNumber(known.told) : undefined
}
