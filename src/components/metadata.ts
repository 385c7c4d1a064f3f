/** Names, labels and annotations of the installation's objects. */
import type { ObjectMeta } from '../kube/types.js'
import type { Values } from '../values/table.js'
import { versionOf } from './images.js'
import type { Component } from './installation.js'

/** The name of a component's workload, Service and ServiceAccount. */
export const nameOf = (component: Component): string => `clearml-${component}`

/**
 * The labels that select a component's pods. Immutable in Kubernetes, so nothing that changes is among them.
 * `component`: the value of the label, of the server or of an overlay.
 */
export const selectorLabels = (component: string): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/name': 'clearml',
  'app.kubernetes.io/instance': 'clearml',
  'app.kubernetes.io/component': component,
})

/** `version` is that of what runs. Source: "Recommended Labels" of the Kubernetes documentation. */
export const labels = (
  values: Values,
  component: string,
  version: string = versionOf(values, component),
): Readonly<Record<string, string>> => ({
  ...values.labels,
  'app.kubernetes.io/name': 'clearml',
  'app.kubernetes.io/instance': 'clearml',
  'app.kubernetes.io/component': component,
  'app.kubernetes.io/part-of': 'clearml',
  'app.kubernetes.io/version': version,
  'app.kubernetes.io/managed-by': 'clearml-manifests',
})

/** Keeps data when the installation goes: Helm, Argo CD (sync and deletion of the Application), Flux. */
export const keepAnnotations: Readonly<Record<string, string>> = {
  'helm.sh/resource-policy': 'keep',
  'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
  'kustomize.toolkit.fluxcd.io/prune': 'disabled',
}

interface Extra {
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly version?: string
}

/** `component` is the value of the label; an object of no single component says what it is about. */
export const metadata = (values: Values, name: string, component: string, extra: Extra = {}): ObjectMeta => ({
  name,
  labels: { ...extra.labels, ...labels(values, component, extra.version) },
  annotations: { ...values.annotations, ...extra.annotations },
})
