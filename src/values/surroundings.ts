import type { Problem } from './problem.js'
import type { Values } from './table.js'

const identityOf = {
  irsa: {
    form: /^arn:aws[a-z-]*:iam::\d{12}:role\/\S+$/,
    expected: 'the ARN of a role, such as arn:aws:iam::123456789012:role/clearml',
  },
  gke: {
    form: /^[^@\s]+@[^@\s]+\.iam\.gserviceaccount\.com$/,
    expected: 'the e-mail of a Google service account',
  },
  azure: {
    form: /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
    expected: 'a client id, which is a UUID',
  },
} as const

/** Half-given or contradicting values of trust, proxy and identity. */
export const surroundingsProblems = ({ trust, proxy, identity }: Values): ReadonlyArray<Problem> => [
  ...(trust.caBundle.configMap !== null && trust.caBundle.secret !== null
    ? [{ path: ['trust', 'caBundle', 'secret'], expected: 'none: trust.caBundle.configMap is given' }]
    : []),
  ...(trust.caBundle.configMap === null && trust.caBundle.secret === null && trust.caBundle.key !== 'ca.crt'
    ? [
        {
          path: ['trust', 'caBundle', 'key'],
          expected: 'a key of trust.caBundle.configMap or trust.caBundle.secret, and neither is given',
        },
      ]
    : []),
  ...(proxy.no.length > 0 && proxy.http === null && proxy.https === null
    ? [{ path: ['proxy', 'no'], expected: 'none: neither proxy.http nor proxy.https is given' }]
    : []),
  ...(identity.provider === null && identity.name !== null
    ? [
        {
          path: ['identity', 'name'],
          expected: 'none without identity.provider, which says of which cloud it is',
        },
      ]
    : []),
  ...(identity.provider !== null && !identityOf[identity.provider].form.test(identity.name ?? '')
    ? [{ path: ['identity', 'name'], expected: identityOf[identity.provider].expected }]
    : []),
]
