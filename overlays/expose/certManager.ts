/**
 * Certificates by cert-manager. Source: "Annotated Ingress resource" and "Annotated Gateway resource" of cert-manager;
 * the README of cert-manager/openshift-routes, without which nobody reads the annotations of a Route.
 */
import type { Expose } from './table.js'

/** The TLS Secret of an Ingress or a Gateway, whoever makes it; `null`: no TLS. */
export const secretOf = ({ tls, ingress }: Pick<Expose, 'tls' | 'ingress'>): string | null =>
  tls.secretName ?? ingress.tlsSecret ?? (tls.issuer === null ? null : 'clearml-tls')

/** The annotations that name the issuer. */
export const issuerAnnotations = ({
  type,
  tls: { issuer, issuerKind },
}: Pick<Expose, 'type' | 'tls'>): Readonly<Record<string, string>> => {
  if (issuer === null) return {}
  if (type === 'route')
    return { 'cert-manager.io/issuer-name': issuer, 'cert-manager.io/issuer-kind': issuerKind }
  return { [issuerKind === 'Issuer' ? 'cert-manager.io/issuer' : 'cert-manager.io/cluster-issuer']: issuer }
}

/** Whether an annotation is for cert-manager: of two Ingresses with one Secret, one may have it. */
export const isForCertManager = (name: string): boolean => /^(acme\.)?cert-manager\.io\//.test(name)
