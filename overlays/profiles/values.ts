/** What the profiles set, as values: a user's own are laid over them. */

/** A uid of no account, for images that have none of their own; not 0 is all that matters. */
const USER = 1000

const noPrivileges = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }
const readOnly = { securityContext: { ...noPrivileges, readOnlyRootFilesystem: true } }
const nonRoot = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } }

const fixed = { ...nonRoot, runAsUser: USER, runAsGroup: USER }
/** What OpenShift's `restricted-v2` gives to each namespace by itself, and refuses where a pod asks for another. */
const given = { runAsUser: null, runAsGroup: null, fsGroup: null }

/**
 * Elasticsearch keeps a writable root: it writes into its directories of settings and logs, and nobody has tried it
 * otherwise. MongoDB and Redis write into data and /tmp only.
 * Source: docker-library/mongo#323 and redis/docker-library-redis#109, where the maintainers run both images read-only.
 */
const roots = {
  apiserver: readOnly,
  webserver: readOnly,
  fileserver: readOnly,
  asyncdelete: readOnly,
  mongodb: readOnly,
  redis: readOnly,
} as const

export const restrictedValues = {
  ...roots,
  apiserver: { ...readOnly, podSecurityContext: fixed },
  webserver: { ...readOnly, podSecurityContext: fixed },
  asyncdelete: { ...readOnly, podSecurityContext: fixed },
}

export const openshiftValues = {
  ...roots,
  // Source: "DNS Operator in OpenShift Container Platform": the pods of `openshift-dns` listen on 5353.
  networkPolicies: { dns: { namespaces: ['openshift-dns'], ports: [5353], cidrs: [] } },
  apiserver: { ...readOnly, podSecurityContext: nonRoot },
  webserver: { ...readOnly, podSecurityContext: nonRoot },
  asyncdelete: { ...readOnly, podSecurityContext: nonRoot },
  fileserver: { ...readOnly, podSecurityContext: given },
  elasticsearch: { podSecurityContext: given },
  mongodb: { ...readOnly, podSecurityContext: given },
  redis: { ...readOnly, podSecurityContext: given },
}

const agent = (podSecurityContext: object) => ({ podSecurityContext, securityContext: noPrivileges })

/** The agents' own pods. The Kubernetes glue is restricted by itself. clearml-serving's images work as root only. */
export const restrictedBeside = {
  agents: { static: agent({ ...fixed, fsGroup: USER }), services: agent({ ...fixed, fsGroup: USER }) },
}

export const openshiftBeside = {
  agents: {
    static: agent(nonRoot),
    services: agent(nonRoot),
    gluePods: { podSecurityContext: given },
  },
}
