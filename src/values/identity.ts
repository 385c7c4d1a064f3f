/** The values of the cloud identity. */
import * as codec from './codec.js'
import { leaf } from './leaf.js'
import { group, optionalOneOf, optionalText } from './schema.js'

/** Whose service accounts can have the identity. `agents`: agents and glue; `tasks`: the pods of tasks. */
export const bearers = ['apiserver', 'asyncdelete', 'fileserver', 'agents', 'tasks', 'serving'] as const
export type Bearer = (typeof bearers)[number]

const initial: ReadonlyArray<Bearer> = ['asyncdelete', 'agents', 'tasks', 'serving']

export const identity = group('The identity of a cloud by which pods reach its buckets, without keys.', {
  provider: optionalOneOf(
    ['irsa', 'gke', 'azure'],
    '`irsa`: IAM roles for service accounts of EKS. `gke`: Workload Identity of GKE. `azure`: Workload Identity of AKS.',
    'irsa',
  ),
  name: optionalText(
    'The identity: ARN of the role (irsa), e-mail of the Google service account (gke), client id (azure).',
    'arn:aws:iam::123456789012:role/clearml',
    codec.such(codec.nonEmptyText, 'one word', (value) => !/\s/.test(value)),
  ),
  bearers: leaf<ReadonlyArray<Bearer>>(
    codec.listOf(codec.oneOf(bearers)),
    { value: initial },
    'strings',
    { type: 'array', items: { enum: bearers } },
    'Who has it: those that read and delete files in buckets.',
    ['apiserver', 'asyncdelete'],
  ),
})
