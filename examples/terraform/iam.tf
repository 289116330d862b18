# What the function may do: the calls that it makes, and no other.

data "aws_iam_policy_document" "assume_role" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["lambda.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "default" {
  name               = "${var.name}-${local.region}"
  assume_role_policy = data.aws_iam_policy_document.assume_role.json
  tags               = var.tags
}

resource "aws_iam_role_policy" "default" {
  name   = "idpscim"
  role   = aws_iam_role.default.id
  policy = data.aws_iam_policy_document.function.json
}

data "aws_iam_policy_document" "function" {
  # Without it, S3 says of a state that is not there yet "forbidden", and not "none": the first run could not tell. The bucket holds nothing else.
  statement {
    sid       = "StateFound"
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.state.arn]
  }

  statement {
    sid       = "Configuration"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.state.arn}/config/*"]
  }

  statement {
    sid     = "State"
    actions = ["s3:GetObject", "s3:PutObject"]
    resources = flatten([for stack in local.stacks : [
      "${aws_s3_bucket.state.arn}/${stack}/state.json*",
      "${aws_s3_bucket.state.arn}/${stack}/history/*",
      "${aws_s3_bucket.state.arn}/${stack}/pending/*",
      "${aws_s3_bucket.state.arn}/${stack}/cache/*",
    ]])
  }

  # The state itself and its history cannot be deleted from here, whatever goes wrong.
  statement {
    sid     = "StateLetGo"
    actions = ["s3:DeleteObject"]
    resources = flatten([for stack in local.stacks : [
      "${aws_s3_bucket.state.arn}/${stack}/state.json.lock",
      "${aws_s3_bucket.state.arn}/${stack}/state.json.journal/*",
      "${aws_s3_bucket.state.arn}/${stack}/pending/*",
    ]])
  }

  dynamic "statement" {
    for_each = var.state_kms_key_arn == null ? [] : [var.state_kms_key_arn]

    content {
      sid       = "StateKey"
      actions   = ["kms:Decrypt", "kms:GenerateDataKey"]
      resources = [statement.value]

      condition {
        test     = "StringLike"
        variable = "kms:ViaService"
        values   = ["s3.${local.region}.amazonaws.com*"]
      }
    }
  }

  dynamic "statement" {
    for_each = length(local.secret_arns) == 0 ? [] : [local.secret_arns]

    content {
      sid       = "Secrets"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = statement.value
    }
  }

  dynamic "statement" {
    for_each = nonsensitive(local.keyless) ? ["entra"] : []

    content {
      sid       = "EntraWithoutSecret" # a token that says which role this is; it has no resource to name
      actions   = ["sts:GetWebIdentityToken"]
      resources = ["*"]

      condition {
        test     = "ForAllValues:StringEquals"
        variable = "sts:IdentityTokenAudience"
        values   = ["api://AzureADTokenExchange"]
      }
    }
  }

  # Both kinds of resource are looked at: the store, and what is in it.
  dynamic "statement" {
    for_each = var.scim_endpoint == null ? ["identity-store"] : []

    content {
      sid = "IdentityStore"
      actions = [
        "identitystore:CreateGroup",
        "identitystore:CreateGroupMembership",
        "identitystore:CreateUser",
        "identitystore:DeleteGroup",
        "identitystore:DeleteGroupMembership",
        "identitystore:DeleteUser",
        "identitystore:DescribeGroup",
        "identitystore:DescribeUser",
        "identitystore:GetGroupId",
        "identitystore:GetGroupMembershipId",
        "identitystore:GetUserId",
        "identitystore:IsMemberInGroups",
        "identitystore:ListGroupMemberships",
        "identitystore:ListGroupMembershipsForMember",
        "identitystore:ListGroups",
        "identitystore:ListUsers",
        "identitystore:UpdateGroup",
        "identitystore:UpdateUser",
      ]
      resources = [
        "${local.arn}:identitystore::${local.account}:identitystore/${nonsensitive(var.sso_identity_store_id == null) ? "*" : var.sso_identity_store_id}",
        "${local.arn}:identitystore:::user/*",
        "${local.arn}:identitystore:::group/*",
        "${local.arn}:identitystore:::membership/*",
      ]
    }
  }

  dynamic "statement" {
    for_each = var.scim_endpoint == null && nonsensitive(var.sso_identity_store_id == null) ? ["which"] : []

    content {
      sid       = "WhichStore" # it has no resource to name
      actions   = ["sso:ListInstances"]
      resources = ["*"]
    }
  }

  dynamic "statement" {
    for_each = var.notification_topic_arn == null ? [] : [var.notification_topic_arn]

    content {
      sid       = "Reports"
      actions   = ["sns:Publish"]
      resources = [statement.value]
    }
  }

  statement {
    sid       = "Logs"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.default.arn}:*"]
  }

  statement {
    sid       = "Traces" # they have no resource to name
    actions   = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]
    resources = ["*"]
  }
}
