/** The original's settings as data: one row a setting, with its names as flag, variable and key. Imports nothing: help stays fast. */

export interface FlatSetting {
  /** The name in the configuration file; keys there are compared without regard to case. */
  key?: string
  flag?: string
  /** The flag's short form. */
  char?: string
  /** The environment variable. */
  env?: string
  /** `list` takes several values, each flag occurrence one CSV record. */
  kind: 'string' | 'list' | 'boolean'
  /** For help; what is not given stays not given. */
  default?: string
  description: string
  /** Never shown in a message, not even when it is wrong: a secret, or what is easily mixed up with one. */
  secret?: true
  /** Where it lies in the full form. */
  path?: readonly (string | number)[]
  /** Works beside a full-form file too. */
  everywhere?: true
  /** A flag of the original's second program alone: `idpscim` accepts its key and variable, and does not use them. */
  only?: 'idpscimcli'
}

export const FLAT_SETTINGS = [
  { flag: 'config-file', char: 'c', kind: 'string', default: '.idpscim.yaml', everywhere: true, description: 'configuration file, YAML or JSON' },
  { flag: 'debug', char: 'd', key: 'debug', kind: 'boolean', everywhere: true, description: 'log everything: the same as --log-level debug' },
  {
    flag: 'log-format', char: 'f', env: 'IDPSCIM_LOG_FORMAT', key: 'log_format', kind: 'string', default: 'text', path: ['log', 'format'], everywhere: true,
    description: 'text or json',
  },
  {
    flag: 'log-level', char: 'l', env: 'IDPSCIM_LOG_LEVEL', key: 'log_level', kind: 'string', default: 'info', path: ['log', 'level'], everywhere: true,
    description: 'debug, info, warn or error',
  },
  {
    flag: 'aws-scim-endpoint', char: 'e', env: 'IDPSCIM_AWS_SCIM_ENDPOINT', key: 'aws_scim_endpoint', kind: 'string', secret: true, path: ['target', 'endpoint'],
    description: 'SCIM endpoint of IAM Identity Center',
  },
  {
    flag: 'aws-scim-endpoint-secret-name', char: 'n', env: 'IDPSCIM_AWS_SCIM_ENDPOINT_SECRET_NAME', key: 'aws_scim_endpoint_secret_name', kind: 'string',
    default: 'IDPSCIM_SCIMEndpoint', description: 'secret that holds the SCIM endpoint',
  },
  {
    flag: 'aws-scim-access-token', char: 't', env: 'IDPSCIM_AWS_SCIM_ACCESS_TOKEN', key: 'aws_scim_access_token', kind: 'string', secret: true,
    path: ['target', 'access_token'], description: 'access token for the SCIM endpoint',
  },
  {
    flag: 'aws-scim-access-token-secret-name', char: 'j', env: 'IDPSCIM_AWS_SCIM_ACCESS_TOKEN_SECRET_NAME', key: 'aws_scim_access_token_secret_name',
    kind: 'string', default: 'IDPSCIM_SCIMAccessToken', description: 'secret that holds the SCIM access token',
  },
  {
    flag: 'aws-s3-bucket-name', char: 'b', env: 'IDPSCIM_AWS_S3_BUCKET_NAME', key: 'aws_s3_bucket_name', kind: 'string',
    path: ['state', 'bucket'], description: 'bucket that holds the state; without one the state is a file',
  },
  {
    flag: 'aws-s3-bucket-key', char: 'k', env: 'IDPSCIM_AWS_S3_BUCKET_KEY', key: 'aws_s3_bucket_key', kind: 'string', default: 'state.json',
    path: ['state', 'path'], description: 'key of the state in the bucket; without a bucket, path of the state file',
  },
  {
    flag: 'gws-service-account-file', char: 's', env: 'IDPSCIM_GWS_SERVICE_ACCOUNT_FILE', key: 'gws_service_account_file', kind: 'string',
    default: 'credentials.json', secret: true, path: ['sources', 0, 'credentials'], description: "the Google service account's JSON key file",
  },
  {
    flag: 'gws-service-account-file-secret-name', char: 'o', env: 'IDPSCIM_GWS_SERVICE_ACCOUNT_FILE_SECRET_NAME', key: 'gws_service_account_file_secret_name',
    kind: 'string', default: 'IDPSCIM_GWSServiceAccountFile', description: "secret that holds the service account's JSON key",
  },
  {
    flag: 'gws-user-email', char: 'u', env: 'IDPSCIM_GWS_USER_EMAIL', key: 'gws_user_email', kind: 'string', path: ['sources', 0, 'subject'],
    description: 'Google Workspace administrator to act as',
  },
  {
    flag: 'gws-user-email-secret-name', char: 'p', env: 'IDPSCIM_GWS_USER_EMAIL_SECRET_NAME', key: 'gws_user_email_secret_name', kind: 'string',
    default: 'IDPSCIM_GWSUserEmail', description: "secret that holds the administrator's address",
  },
  {
    flag: 'gws-groups-filter', char: 'q', env: 'IDPSCIM_GWS_GROUPS_FILTER', key: 'gws_groups_filter', kind: 'list', path: ['sources', 0, 'groups_filter'],
    description: "queries that select the groups, e.g. 'name:AWS* email:aws*'; none selects every group",
  },
  {
    flag: 'gws-customer', env: 'IDPSCIM_GWS_CUSTOMER', key: 'gws_customer', kind: 'string', default: 'my_customer', path: ['sources', 0, 'customer'],
    description: 'Google Workspace account: its id, or my_customer',
  },
  {
    flag: 'gws-endpoint', env: 'IDPSCIM_GWS_ENDPOINT', key: 'gws_endpoint', kind: 'string', path: ['sources', 0, 'endpoint'],
    description: 'root of the Google APIs, for emulators and proxies',
  },
  { key: 'gws_service_account_scopes', kind: 'list', path: ['sources', 0, 'scopes'], description: 'OAuth scopes asked for' },
  {
    flag: 'gws-users-filter', char: 'r', env: 'IDPSCIM_GWS_USERS_FILTER', key: 'gws_users_filter', kind: 'list', only: 'idpscimcli',
    description: "queries that select the people, e.g. 'orgUnitPath=/Engineering'; none selects everybody",
  },
  { flag: 'sync-method', char: 'm', env: 'IDPSCIM_SYNC_METHOD', key: 'sync_method', kind: 'string', default: 'groups', description: 'groups: the only one' },
  {
    flag: 'use-secrets-manager', char: 'g', env: 'IDPSCIM_USE_SECRETS_MANAGER', key: 'use_secrets_manager', kind: 'boolean', default: 'false',
    description: 'take the four credentials from AWS Secrets Manager',
  },
  { key: 'notify_sns_topic', env: 'IDPSCIM_NOTIFY_SNS_TOPIC', kind: 'string', path: ['notify', 0, 'topic'], description: 'ARN of the Amazon SNS topic that is told of what is blocked, failed, or done' },
  {
    flag: 'sync-user-fields', env: 'IDPSCIM_SYNC_USER_FIELDS', key: 'sync_user_fields', kind: 'list', path: ['mapping', 'user_fields'],
    description: 'optional user attributes to synchronise; none given means all',
  },
] as const satisfies readonly FlatSetting[]

/** The settings that are flags: what `commands/` offers. */
export type FlatFlag = Exclude<Extract<(typeof FLAT_SETTINGS)[number], { flag: string }>, { only: string }>
/** Flags of `idpscimcli` alone. */
export type HelperFlag = Extract<(typeof FLAT_SETTINGS)[number], { only: string }>
export const FLAT_FLAGS = FLAT_SETTINGS.filter((setting): setting is FlatFlag => 'flag' in setting && !('only' in setting))

/** How messages call a setting when nobody gave it. */
export function nameOf(setting: FlatSetting): string {
  return setting.key ?? `--${setting.flag ?? ''}`
}
