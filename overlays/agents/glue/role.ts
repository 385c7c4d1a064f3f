/** What the glue may do: what its calls of kubectl need, in the namespace of the tasks, and nothing else. */
import type { Installation, kube } from '../../../src/index.js'
import { metadata } from '../metadata.js'
import { componentOf, glueNameOf, isPublished, tasksNamespace } from './name.js'
import type { Queue } from './table.js'

/**
 * Of our own program (`kubectl.ts`): it lists, applies on the server's side, which creates by `create` and `patch`, and
 * deletes. Kubernetes cannot limit these to names that come later.
 */
const ours = ['list', 'create', 'patch', 'delete'] as const

/** The real kubectl gets a pod before it applies, to know whether to create it, and watches until a deleted one is gone. */
const real = ['get', 'list', 'watch', 'create', 'delete'] as const

const API = 'rbac.authorization.k8s.io'

export const glueRole = ($: Installation, queue: Queue): kube.Role => ({
  apiVersion: `${API}/v1`,
  kind: 'Role',
  metadata: metadataOf($, queue),
  rules: [{ apiGroups: [''], resources: ['pods'], verbs: isPublished($.values) ? real : ours }],
})

export const glueRoleBinding = ($: Installation, queue: Queue): kube.RoleBinding => ({
  apiVersion: `${API}/v1`,
  kind: 'RoleBinding',
  metadata: metadataOf($, queue),
  roleRef: { apiGroup: API, kind: 'Role', name: glueNameOf(queue) },
  subjects: [{ kind: 'ServiceAccount', name: glueNameOf(queue), namespace: $.values.namespace.name }],
})

const metadataOf = ($: Installation, queue: Queue): kube.ObjectMeta => ({
  ...metadata($.values, glueNameOf(queue), componentOf(queue)),
  namespace: tasksNamespace($.values, queue),
})
