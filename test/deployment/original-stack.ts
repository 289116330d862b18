/** What a running stack of the original's template passes, names and gives: contracts, not ours to change. */

/** Its parameters with their defaults; null is none. https://github.com/slashdevops/idp-scim-sync, template.yaml. */
export const PARAMETERS: Readonly<Record<string, { type: 'String' | 'Number'; default: string | number | null; noEcho?: true; allowed?: readonly (string | number)[]; range?: readonly [number, number] }>> = {
  ScheduleExpression: { type: 'String', default: 'rate(15 minutes)' },
  LogLevel: { type: 'String', default: 'info', allowed: ['panic', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] },
  LogFormat: { type: 'String', default: 'json', allowed: ['json', 'text'] },
  BucketNamePrefix: { type: 'String', default: 'idp-scim-sync-state' },
  BucketKey: { type: 'String', default: 'data/state.json' },
  GWSServiceAccountFile: { type: 'String', default: null, noEcho: true },
  GWSServiceAccountFileSecretName: { type: 'String', default: 'IDPSCIM_GWSServiceAccountFile' },
  GWSUserEmail: { type: 'String', default: null, noEcho: true },
  GWSUserEmailSecretName: { type: 'String', default: 'IDPSCIM_GWSUserEmail' },
  SCIMEndpoint: { type: 'String', default: null, noEcho: true },
  SCIMEndpointSecretName: { type: 'String', default: 'IDPSCIM_SCIMEndpoint' },
  SCIMAccessToken: { type: 'String', default: null, noEcho: true },
  SCIMAccessTokenSecretName: { type: 'String', default: 'IDPSCIM_SCIMAccessToken' },
  GWSGroupsFilter: { type: 'String', default: '' },
  SyncMethod: { type: 'String', default: 'groups', allowed: ['groups'] },
  SyncUserFields: { type: 'String', default: '' },
  MemorySize: { type: 'Number', default: 256, range: [128, 10240] },
  Timeout: { type: 'Number', default: 300, range: [3, 900] },
  LogGroupName: { type: 'String', default: '/aws/lambda/idp-scim-sync' },
  LogGroupRetentionDays: { type: 'Number', default: 7, allowed: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653] },
  RoleNameSuffix: { type: 'String', default: '' },
  LambdaFunctionName: { type: 'String', default: 'idp-scim-sync' },
}

/** These said how a Go binary is started: their names and the values that a stack passes are kept, and mean our defaults. */
export const BINARY_PARAMETERS = { Runtime: 'provided.al2023', Architecture: 'arm64', LambdaFunctionHandler: 'bootstrap' } as const

export const RESOURCES: Readonly<Record<string, string>> = {
  LambdaFunction: 'AWS::Serverless::Function',
  LambdaFunctionRole: 'AWS::IAM::Role',
  AWSGWSServiceAccountFileSecret: 'AWS::SecretsManager::Secret',
  AWSGWSUserEmailSecret: 'AWS::SecretsManager::Secret',
  AWSSCIMEndpointSecret: 'AWS::SecretsManager::Secret',
  AWSSCIMAccessTokenSecret: 'AWS::SecretsManager::Secret',
  KMSKey: 'AWS::KMS::Key',
  KMSKeyAlias: 'AWS::KMS::Alias',
  Bucket: 'AWS::S3::Bucket',
  BucketPolicy: 'AWS::S3::BucketPolicy',
  LambdaFunctionLogGroup: 'AWS::Logs::LogGroup',
}

/** What makes another resource of one where it changes. */
export const NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  LambdaFunction: { FunctionName: 'idp-scim-sync' },
  LambdaFunctionRole: { RoleName: 'serverless-idp-scim-sync-111122223333-eu-west-1', Path: '/' },
  AWSGWSServiceAccountFileSecret: { Name: 'IDPSCIM_GWSServiceAccountFile' },
  AWSGWSUserEmailSecret: { Name: 'IDPSCIM_GWSUserEmail' },
  AWSSCIMEndpointSecret: { Name: 'IDPSCIM_SCIMEndpoint' },
  AWSSCIMAccessTokenSecret: { Name: 'IDPSCIM_SCIMAccessToken' },
  KMSKeyAlias: { AliasName: 'alias/idp-scim-sync-state-111122223333-eu-west-1' },
  Bucket: { BucketName: 'idp-scim-sync-state-111122223333-eu-west-1' },
  LambdaFunctionLogGroup: { LogGroupName: '/aws/lambda/idp-scim-sync' },
}

export const OUTPUTS = ['LambdaFunctionArn', 'LambdaFunctionName', 'LambdaFunctionHandler', 'BucketName', 'BucketArn', 'KMSKeyId', 'KMSKeyArn', 'Architecture']

/** What its function is told; secrets by their ARN, which is what a reference to one gives. */
export const ENVIRONMENT = [
  'IDPSCIM_LOG_LEVEL',
  'IDPSCIM_LOG_FORMAT',
  'IDPSCIM_SYNC_METHOD',
  'IDPSCIM_AWS_S3_BUCKET_NAME',
  'IDPSCIM_AWS_S3_BUCKET_KEY',
  'IDPSCIM_SYNC_USER_FIELDS',
  'IDPSCIM_GWS_GROUPS_FILTER',
  'IDPSCIM_GWS_USER_EMAIL_SECRET_NAME',
  'IDPSCIM_GWS_SERVICE_ACCOUNT_FILE_SECRET_NAME',
  'IDPSCIM_AWS_SCIM_ENDPOINT_SECRET_NAME',
  'IDPSCIM_AWS_SCIM_ACCESS_TOKEN_SECRET_NAME',
]
