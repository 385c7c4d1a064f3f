/** The cloud identity of a service account. Source: the documentation of EKS, GKE and AKS on workload identities. */
import type { Bearer } from '../values/identity.js'
import type { Values } from '../values/table.js'

type Texts = Readonly<Record<string, string>>

const annotation = {
  irsa: 'eks.amazonaws.com/role-arn',
  gke: 'iam.gke.io/gcp-service-account',
  azure: 'azure.workload.identity/client-id',
} as const

const named = ({ identity: { provider, name, bearers } }: Values, bearer: Bearer | undefined) =>
  provider !== null && name !== null && bearers.some((one) => one === bearer) ? { provider, name } : null

/** Annotations of the service account of `bearer`; none where the values do not list it. */
export const identityAnnotations = (values: Values, bearer: Bearer | undefined): Texts => {
  const given = named(values, bearer)
  return given === null ? {} : { [annotation[given.provider]]: given.name }
}

/** Labels of its pods: Azure's webhook looks only at pods that have this one. */
export const identityLabels = (values: Values, bearer: Bearer | undefined): Texts =>
  named(values, bearer)?.provider === 'azure' ? { 'azure.workload.identity/use': 'true' } : {}
