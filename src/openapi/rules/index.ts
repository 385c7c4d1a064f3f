/** All rules of Kubernetes' validation code that are known here, by definition. */
import type { FieldChecks, ObjectChecks } from '../rule.js'
import { containers } from './containers.js'
import { fields } from './fields.js'
import { network } from './network.js'
import { pods } from './pods.js'
import { policies } from './policies.js'
import { required } from './required.js'
import { resources } from './resources.js'
import { storage } from './storage.js'
import { workloads } from './workloads.js'

/** By definition and field. */
export const fieldChecks: FieldChecks = fields

const groups: ReadonlyArray<ObjectChecks> = [
  required,
  containers,
  resources,
  pods,
  workloads,
  network,
  storage,
  policies,
]

/** By definition. */
export const objectChecks: ObjectChecks = Object.fromEntries(
  groups.flatMap(Object.keys).map((name) => [name, groups.flatMap((group) => group[name] ?? [])]),
)
