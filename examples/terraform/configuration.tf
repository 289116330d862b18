# What the function reads at every run: sources, target, state and policy, as idpscim's configuration has them. Secrets stand in it by their ARN.

# The two deprecated ways to give a secret: its value goes to Secrets Manager, and never into the function's environment.
locals {
  given = {
    github-app-private-key = var.github_app_private_key
    github-token           = var.github_token
    azure-client-secret    = var.azure_client_secret
  }
  kept = nonsensitive(toset([for name, value in local.given : name if value != null]))
}

resource "aws_secretsmanager_secret" "given" {
  for_each    = local.kept
  name        = "${var.name}/${each.key}"
  description = "Which idpscim reads a source with"
  tags        = var.tags
}

resource "aws_secretsmanager_secret_version" "given" {
  for_each      = local.kept
  secret_id     = aws_secretsmanager_secret.given[each.key].id
  secret_string = local.given[each.key]
}

locals {
  secret = {
    github_app_private_key = try(aws_secretsmanager_secret.given["github-app-private-key"].arn, var.github_app_private_key_secret_arn)
    github_token           = try(aws_secretsmanager_secret.given["github-token"].arn, var.github_token_secret_arn)
    azure_client_secret    = try(aws_secretsmanager_secret.given["azure-client-secret"].arn, var.azure_client_secret_secret_arn)
    scim_access_token      = var.scim_access_token_secret_arn
  }
  secret_arns = concat([for arn in values(local.secret) : arn if arn != null], var.extra_secret_arns)

  state_key = "${var.stack}/state.json"
  stacks    = distinct(concat([var.stack], var.further_stacks))

  # Without any secret, the role itself is what Entra trusts.
  keyless = local.secret.azure_client_secret == null && var.azure_tenant_id != null

  github = {
    type            = "github"
    name            = "github"
    organization    = var.github_organisation
    app_id          = var.github_app_id
    installation_id = var.github_app_installation_id
    private_key     = local.secret.github_app_private_key == null ? null : { secret = local.secret.github_app_private_key }
    token           = local.secret.github_token == null ? null : { secret = local.secret.github_token }
    email           = var.sso_email_suffix == null ? { from = "saml", suffix = null } : { from = "login", suffix = var.sso_email_suffix }
    ignore_teams    = var.github_ignore_teams
  }

  entra = {
    type           = "entra"
    name           = "entra"
    tenant         = var.azure_tenant_id
    client_id      = var.azure_client_id
    client_secret  = local.secret.azure_client_secret == null ? null : { secret = local.secret.azure_client_secret }
    federated      = local.keyless ? { type = "aws" } : null
    groups_filter  = var.azure_groups_filter
    include_owners = true # as that module: owners count as members
    holding_group  = var.azure_holding_group
  }

  identity_store = {
    type              = "aws-identity-store"
    region            = var.sso_aws_region
    identity_store_id = var.sso_identity_store_id
  }

  scim = {
    type         = "aws-scim"
    endpoint     = var.scim_endpoint
    access_token = { secret = local.secret.scim_access_token }
  }

  # What is null was not said. The parts are different in kind, and each is written out by itself.
  sources = concat(
    [for source in var.extra_sources : yamlencode(source)],
    var.github_organisation == null ? [] : [yamlencode(merge({ for key, value in local.github : key => value if value != null }, { email = { for key, value in local.github.email : key => value if value != null } }))],
    nonsensitive(var.azure_tenant_id == null) ? [] : [yamlencode({ for key, value in local.entra : key => value if value != null })],
  )
  target = var.scim_endpoint == null ? yamlencode({ for key, value in local.identity_store : key => value if value != null }) : yamlencode(local.scim)

  configuration = merge(
    {
      version = 1
      stack   = var.stack
      sources = [for source in local.sources : yamldecode(source)]
      target  = yamldecode(local.target)
      state   = { type = "s3", bucket = aws_s3_bucket.state.bucket, key = local.state_key, region = local.region }
      log     = { level = var.log_level, format = "json" }
      notify  = [for topic in var.notification_topic_arn == null ? [] : [var.notification_topic_arn] : { type = "sns", topic = topic }]
    },
    var.configuration,
  )
}

resource "aws_s3_object" "configuration" {
  bucket       = aws_s3_bucket.state.id
  key          = "config/${var.stack}.yaml"
  content      = yamlencode(local.configuration)
  content_type = "application/yaml"

  lifecycle {
    precondition {
      condition     = length(local.sources) > 0
      error_message = "Nothing to read from: give github_organisation, azure_tenant_id or extra_sources."
    }
    precondition {
      condition     = var.github_organisation == null || (local.secret.github_app_private_key == null) != (local.secret.github_token == null)
      error_message = "GitHub needs an App's key or a token, and not both: github_app_private_key_secret_arn or github_token_secret_arn."
    }
    precondition {
      condition     = local.secret.github_app_private_key == null || var.github_app_id != null
      error_message = "An App's key goes with github_app_id."
    }
    precondition {
      condition     = var.azure_tenant_id == null || var.azure_client_id != null
      error_message = "azure_tenant_id goes with azure_client_id."
    }
    precondition {
      condition     = (var.scim_access_token_secret_arn == null) == (var.scim_endpoint == null)
      error_message = "scim_endpoint goes with scim_access_token_secret_arn: give both or neither."
    }
  }
}
