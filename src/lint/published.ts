/**
 * The deny list: every key and secret that ClearML and its charts have published as a default, with whose default it
 * is. Short words (`guest`, `clearml`) are not in it: they would be found in any text.
 *
 * Source: `apiserver/config/default/secure.conf` and `services/events.conf` of clearml-server, as it is and as it was
 * until 1.15; `clearml_agent/backend_api/session/session.py` of clearml-agent; the values and Secrets of the charts
 * `clearml` (5 and later) and `clearml-server-cloud-ready`.
 */
export const PUBLISHED: ReadonlyArray<readonly [name: string, key: string]> = [
  ['secure.http.session_secret.apiserver', 'V8gcW3EneNDcNfO7G_TSUsWe7uLozyacc9_I33o7bxUo8rCN31VLRg'],
  ['secure.auth.token_secret', 'Rq8FW84sSqVgq7WvBB_4EzNl9y8z8IGiDXX3C345_a5AZfcwZcwCIA'],
  ['secure.credentials.apiserver.user_key', '62T8CP7HGBC6647XF9314C2VY67RJO'],
  [
    'secure.credentials.apiserver.user_secret',
    'gaOfhDX2-bpkeI7-cwEcaMuGijxaG2UG3jbIvg4DxmVGF0LNI7rgvCb1-ne38IlBo1w',
  ],
  ['secure.credentials.fileserver.user_key', 'GSQWPEKSKNKF354LC9V6BHXKTYFD5I'],
  ['secure.credentials.fileserver.user_secret', 'tuBXcGQBECsEhcNiK2kiWi750z9r8Z85XrQ9V0c24huTuCb2xf2X1nKG'],
  ['secure.credentials.webserver.user_key', 'EYVQ385RW7Y2QQUH88CZ7DWIQ1WUHP'],
  [
    'secure.credentials.webserver.user_secret',
    'XhkH6a6ds9JBnM_MrahYyYdO-wS2bqFSm8gl-V0UZXH26Ydd6Eyi28TeBEoSr6Z3Bes',
  ],
  ['secure.credentials.services_agent.user_key', 'P4BMJA7RK3TKBXGSY8OAA1FA8TOD11'],
  [
    'secure.credentials.services_agent.user_secret',
    '9LsgSfa0SYz0zli1_c500ZcLqanre2xkWOpepyt1w-BKK3_DKPHrtoj3JSHvyy8bIi0',
  ],
  ['secure.credentials.tests.user_key', 'EGRTCO8JMSIGI6S39GTP43NFWXDQOW'],
  ['secure.credentials.tests.user_secret', 'LPEJbGJ6bK4tujQcmrD3i1dbMBDdwUwelVa-LG0K0FFmY9bzH_H0Sw'],
  ['secure.http.session_secret.apiserver until 1.15', 'Gx*gB-L2U8!Naqzd#8=7A4&+=In4H(da424H33ZTDQRGF6=FWw'],
  ['secure.auth.token_secret until 1.15', '7E1ua3xP9GT2(cIQOfhjp+gwN6spBeCAmN-XuugYle00I=Wc+u'],
  [
    'secure.credentials.apiserver.user_secret until 1.15',
    'FhS8VZv_I4%6Mo$8S1BWc$n$=o1dMYSivuiWU-Vguq7qGOKskG-d+b@tn_Iq',
  ],
  [
    'secure.credentials.webserver.user_secret until 1.15',
    'yfc8KQo*GMXb*9p((qcYC7ByFIpF7I&4VH3BfUYXH%o9vX1ZUZQEEw1Inc)S',
  ],
  [
    'secure.credentials.tests.user_secret until 1.15, and the agent without keys',
    'x!XTov_G-#vspE*Y(h$Anm&DIc5Ou-F)jsl$PdOyj5wG1&E!Z8',
  ],
  ['services.events.events_retrieval.scroll_id_key', 'cTN5VEtWEC6QrHvUl0FTx9kNyO0CcCK1p57akxma'],
  ['clearml.apiserverKey of the chart clearml', 'GGS9F4M6XB2DXJ5AFT9F'],
  ['clearml.apiserverSecret of the chart clearml', '2oGujVFhPfaozhpuz2GzQfA5OyxmMsR3WVJpsCR5hrgHFs20PO'],
  ['clearml.fileserverKey of the chart clearml', 'XXCRJ123CEE2KSQ068WO'],
  ['clearml.fileserverSecret of the chart clearml', 'YIy8EVAC7QCT4FtgitxAQGyW7xRHDZ4jpYlTE7HKiscpORl1hG'],
  ['clearml.readinessprobeKey of the chart clearml', 'GK4PRTVT3706T25K6BA1'],
  [
    'clearml.readinessprobeSecret and clearml.secureAuthTokenSecret of the chart clearml',
    'ymLh1ok5k5xNUQfS944Xdx9xjf0wueokqKM2dMZfHuH9ayItG2',
  ],
  ['clearml.testUserKey of the charts', 'ENP39EQM4SLACGD5FXB7'],
  ['clearml.testUserSecret of the charts', 'lPcm0imbcBZ8mwgO7tpadutiS3gnJD05x9j7afwXPS35IKbpiQ'],
  ['apiserver_key of the chart clearml-server-cloud-ready', '5442F3443MJMORWZA3ZH'],
  [
    'apiserver_secret of the chart clearml-server-cloud-ready',
    'BxapIRo9ZINi8x25CRxz8Wdmr2pQjzuWVB4PNASZqCtTyWgWVQ',
  ],
  [
    'http_session of the chart clearml-server-cloud-ready',
    '9Tw20RbhJ1bLBiHEOWXvhplKGUbTgLzAtwFN2oLQvWwS0uRpD5',
  ],
  [
    'auth_token of the chart clearml-server-cloud-ready',
    '1SCf0ov3Nm544Td2oZ0gXSrsNx5XhMWdVlKz1tOgcx158bD5RV',
  ],
]
