/** Service accounts on the test cluster: their tokens, what they may do, and Roles with one verb less. */
import { at, isArray, isObject, type JsonObject } from '../../src/json.js'
import { type Access, type Api, apiOf, messageOf } from './api.js'

/** A token of exactly this service account. */
export const tokenOf = async (api: Api, account: string, namespace = 'clearml'): Promise<string> => {
  const reply = await api.call('POST', `/api/v1/namespaces/${namespace}/serviceaccounts/${account}/token`, {
    text: JSON.stringify({
      apiVersion: 'authentication.k8s.io/v1',
      kind: 'TokenRequest',
      spec: { expirationSeconds: 3600 },
    }),
  })
  if (reply.status >= 300) throw new Error(messageOf(reply))
  return String(at(reply.body, ['status', 'token']))
}

/** The Role without a verb, in all of its rules. */
export const withoutVerb = (role: JsonObject, verb: string): JsonObject => ({
  ...role,
  rules: (isArray(role.rules) ? role.rules : [])
    .filter(isObject)
    .map((rule) => ({
      ...rule,
      verbs: (isArray(rule.verbs) ? rule.verbs : []).filter((one) => one !== verb),
    }))
    .filter(({ verbs }) => verbs.length > 0),
})

/** What the server says a service account may do in its namespace, beyond what every account may. */
export const rightsOf = async (
  api: Api,
  access: Access,
  account: string,
  namespace = 'clearml',
): Promise<ReadonlyArray<string>> => {
  const own = apiOf({ ...access, token: await tokenOf(api, account, namespace) })
  const reply = await own.call('POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', {
    text: JSON.stringify({
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectRulesReview',
      spec: { namespace },
    }),
  })
  const rules = at(reply.body, ['status', 'resourceRules'])
  return (isArray(rules) ? rules : [])
    .filter(isObject)
    .map((rule) => {
      const list = (key: string): string => (isArray(rule[key]) ? rule[key] : []).join(',')
      const words = [list('verbs'), list('resources'), list('resourceNames')]
      return words.filter((word) => word !== '').join(' ')
    })
    .filter((text) => !/ (self|\*)/.test(text))
    .sort()
}
