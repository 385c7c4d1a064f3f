import type { Container, Deployment, PodTemplateSpec } from '../kube/types.js'
import type { Component, Installation } from './installation.js'
import { metadata, nameOf, selectorLabels } from './metadata.js'

/** Seconds between two probes. */
const PERIOD = 10

/**
 * How long a server's container may take from its start to its first answer, in seconds: it waits for what it needs,
 * and the API server, which the fileserver waits for, runs its migrations before it listens.
 */
const startBudget = ($: Installation): number =>
  $.values.start.waitSeconds + $.values.apiserver.startupSeconds

/** How the pods of a Deployment are replaced. */
export type Strategy = NonNullable<NonNullable<Deployment['spec']>['strategy']>

/**
 * The Deployment of a server role. A rollout is not called failed while the servers may still be starting.
 *
 * `Recreate` where two pods must not run at once. Where the strategy of a role depends on values, the rolling one says its
 * `rollingUpdate` itself: what the API server has filled in, no apply takes away (kubernetes/kubernetes#24198).
 */
export const deployment = (
  $: Installation,
  component: Component,
  replicas: number,
  strategy: Strategy,
  template: PodTemplateSpec,
): Deployment => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: metadata($.values, nameOf(component), component, $.values[component]),
  spec: {
    replicas,
    progressDeadlineSeconds: startBudget($) + 300,
    selector: { matchLabels: selectorLabels(component) },
    strategy,
    template,
  },
})

/**
 * HTTP probes of a server role. Until the startup probe has succeeded nothing else is probed, so that no migration
 * is killed half way.
 */
export const httpProbes = (
  $: Installation,
  path: string,
): Pick<Container, 'startupProbe' | 'livenessProbe' | 'readinessProbe'> => {
  const httpGet = { path, port: 'http' }
  return {
    startupProbe: {
      httpGet,
      periodSeconds: PERIOD,
      timeoutSeconds: 5,
      failureThreshold: Math.ceil(startBudget($) / PERIOD),
    },
    livenessProbe: { httpGet, periodSeconds: 20, timeoutSeconds: 10, failureThreshold: 6 },
    readinessProbe: { httpGet, periodSeconds: PERIOD, timeoutSeconds: 5, failureThreshold: 3 },
  }
}
