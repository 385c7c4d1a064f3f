/** What task pods find in their namespace: the namespace itself, and a service account without rights. */
import { type Installation, type kube, parts } from '../../../src/index.js'
import { metadata } from '../metadata.js'
import { own } from '../table.js'
import { isElsewhere, taskAccountOf, taskComponentOf, tasksNamespace } from './name.js'
import type { Queue } from './table.js'

/** Made once, by the first queue that names it. Like the installation's own it is kept: a task may still run in it. */
export const taskNamespace = ($: Installation, queue: Queue): kube.Namespace | null => {
  const name = tasksNamespace($.values, queue)
  const sharing = own($.values).glue.filter((one) => tasksNamespace($.values, one) === name)
  const isMaker = sharing.find(({ namespace }) => namespace.create) === queue
  return isElsewhere($.values, queue) && isMaker
    ? {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: metadata($.values, name, 'tasks', {
          labels: $.config.profile === 'none' ? {} : { 'pod-security.kubernetes.io/enforce': 'baseline' },
          annotations: parts.keepAnnotations,
        }),
      }
    : null
}

/** User code runs under it. No token is mounted, and nothing binds a role to it. */
export const taskServiceAccount = ($: Installation, queue: Queue): kube.ServiceAccount | null =>
  queue.serviceAccount.existing === null
    ? {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: {
          ...metadata($.values, taskAccountOf(queue), taskComponentOf(queue), {
            annotations: {
              ...parts.identityAnnotations($.values, 'tasks'),
              ...queue.serviceAccount.annotations,
            },
          }),
          namespace: tasksNamespace($.values, queue),
        },
        automountServiceAccountToken: false,
      }
    : null
