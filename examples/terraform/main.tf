# One function that makes IAM Identity Center match GitHub teams, Entra groups, or both, with its state in a bucket of its own.

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}

locals {
  account = data.aws_caller_identity.current.account_id
  # Its other attribute was renamed in version 6 of the provider.
  region = data.aws_region.current.id
  arn    = "arn:${data.aws_partition.current.partition}"
  live   = lower(var.not_dry_run) == "true"
}

resource "aws_cloudwatch_log_group" "default" {
  name              = "/aws/lambda/${var.name}"
  retention_in_days = var.log_retention_days
  tags              = var.tags
}

data "archive_file" "function" {
  type        = "zip"
  source_dir  = coalesce(var.bundle_dir, "${path.module}/../../dist/lambda")
  output_path = "${path.root}/.terraform/${var.name}.zip"
}

resource "aws_lambda_function" "default" {
  function_name    = var.name
  description      = "Makes the people and groups of IAM Identity Center match their sources"
  role             = aws_iam_role.default.arn
  filename         = data.archive_file.function.output_path
  source_code_hash = data.archive_file.function.output_base64sha256
  handler          = "index.handler"
  runtime          = var.runtime
  architectures    = ["arm64"]
  memory_size      = var.memory_size
  timeout          = var.timeout

  # Two runs at once would only wait for each other's lock.
  reserved_concurrent_executions = var.reserved_concurrent_executions

  # Nothing secret: the configuration names secrets, and they are read at every run.
  environment {
    variables = {
      IDPSCIM_CONFIG = "s3://${aws_s3_bucket.state.bucket}/config/{stack}.yaml"
    }
  }

  tracing_config {
    mode = "Active"
  }

  logging_config {
    log_format = "Text" # the lines are JSON already
    log_group  = aws_cloudwatch_log_group.default.name
  }

  tags = var.tags

  depends_on = [aws_iam_role_policy.default, aws_s3_object.configuration]
}

# The schedule is what tries again: a run that failed on its own account would fail a second and a third time, and be told of thrice.
resource "aws_lambda_function_event_invoke_config" "default" {
  function_name                = aws_lambda_function.default.function_name
  maximum_retry_attempts       = 0
  maximum_event_age_in_seconds = 300
}

resource "aws_cloudwatch_event_rule" "schedule" {
  name                = "${var.name}-schedule"
  description         = "Starts ${var.name}"
  schedule_expression = var.schedule_expression
  state               = var.schedule_enabled ? "ENABLED" : "DISABLED"
  tags                = var.tags
}

resource "aws_cloudwatch_event_target" "schedule" {
  rule      = aws_cloudwatch_event_rule.schedule.name
  target_id = var.name
  arn       = aws_lambda_function.default.arn
  input     = jsonencode({ operation = local.live ? "sync" : "plan", stack = var.stack })
}

resource "aws_lambda_permission" "schedule" {
  statement_id  = "AllowExecutionFromEventBridge"
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.default.function_name
  principal     = "events.amazonaws.com"
  source_arn    = aws_cloudwatch_event_rule.schedule.arn
}
