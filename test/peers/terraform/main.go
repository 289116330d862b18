// A provider that knows its resources' schemas, and does nothing: under it Terraform itself validates and plans a module. Computed attributes are known at
// plan as made-up values of the right form, so that a plan shows what the module makes of them.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sort"

	"github.com/hashicorp/terraform-plugin-go/tfprotov5"
	"github.com/hashicorp/terraform-plugin-go/tfprotov5/tf5server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type attribute struct {
	Type     any  `json:"type"`
	Required bool `json:"required"`
	Optional bool `json:"optional"`
	Computed bool `json:"computed"`
}

type block struct {
	Attributes map[string]attribute `json:"attributes"`
	Blocks     map[string]nested    `json:"blocks"`
}

type nested struct {
	Nesting string `json:"nesting"`
	Most    int64  `json:"most"`
	Least   int64  `json:"least"`
	block
}

type schemas struct {
	Resources map[string]block `json:"resources"`
	Data      map[string]block `json:"data"`
}

func main() {
	program, err := os.Executable()
	if err != nil {
		panic(err)
	}
	text, err := os.ReadFile(filepath.Join(filepath.Dir(program), "schemas.json"))
	if err != nil {
		panic(err)
	}
	known := schemas{}
	if err := json.Unmarshal(text, &known); err != nil {
		panic(err)
	}
	name := filepath.Base(program)[len("terraform-provider-"):]
	if err := tf5server.Serve("registry.terraform.io/hashicorp/"+name, func() tfprotov5.ProviderServer { return &double{known: known} }); err != nil {
		panic(err)
	}
}

// What is not asked for in a plan stays unimplemented, and is missed loudly.
type double struct {
	tfprotov5.ProviderServer
	known schemas
}

func typeOf(told any) tftypes.Type {
	switch told := told.(type) {
	case string:
		return map[string]tftypes.Type{"string": tftypes.String, "number": tftypes.Number, "bool": tftypes.Bool}[told]
	case []any:
		element := typeOf(told[1])
		switch told[0] {
		case "list":
			return tftypes.List{ElementType: element}
		case "set":
			return tftypes.Set{ElementType: element}
		default:
			return tftypes.Map{ElementType: element}
		}
	}
	panic(fmt.Sprintf("no type: %v", told))
}

func (b block) schema() *tfprotov5.SchemaBlock {
	made := &tfprotov5.SchemaBlock{}
	for _, name := range names(b.Attributes) {
		told := b.Attributes[name]
		made.Attributes = append(made.Attributes, &tfprotov5.SchemaAttribute{Name: name, Type: typeOf(told.Type), Required: told.Required, Optional: told.Optional, Computed: told.Computed})
	}
	for _, name := range names(b.Blocks) {
		told := b.Blocks[name]
		nesting := tfprotov5.SchemaNestedBlockNestingModeList
		switch told.Nesting {
		case "set":
			nesting = tfprotov5.SchemaNestedBlockNestingModeSet
		case "single":
			nesting = tfprotov5.SchemaNestedBlockNestingModeSingle
		}
		item := &tfprotov5.SchemaNestedBlock{TypeName: name, Block: told.schema(), Nesting: nesting}
		if told.Nesting != "single" {
			item.MinItems, item.MaxItems = told.Least, told.Most
		}
		made.BlockTypes = append(made.BlockTypes, item)
	}
	return made
}

func names[T any](of map[string]T) []string {
	all := make([]string, 0, len(of))
	for name := range of {
		all = append(all, name)
	}
	sort.Strings(all)
	return all
}

func schemasOf(of map[string]block) map[string]*tfprotov5.Schema {
	made := map[string]*tfprotov5.Schema{}
	for name, told := range of {
		made[name] = &tfprotov5.Schema{Block: told.schema()}
	}
	return made
}

func (d *double) GetMetadata(context.Context, *tfprotov5.GetMetadataRequest) (*tfprotov5.GetMetadataResponse, error) {
	made := &tfprotov5.GetMetadataResponse{}
	for name := range d.known.Resources {
		made.Resources = append(made.Resources, tfprotov5.ResourceMetadata{TypeName: name})
	}
	for name := range d.known.Data {
		made.DataSources = append(made.DataSources, tfprotov5.DataSourceMetadata{TypeName: name})
	}
	return made, nil
}

func (d *double) GetProviderSchema(context.Context, *tfprotov5.GetProviderSchemaRequest) (*tfprotov5.GetProviderSchemaResponse, error) {
	settings := &tfprotov5.SchemaBlock{Attributes: []*tfprotov5.SchemaAttribute{{Name: "region", Type: tftypes.String, Optional: true}}}
	return &tfprotov5.GetProviderSchemaResponse{
		Provider:          &tfprotov5.Schema{Block: settings},
		ResourceSchemas:   schemasOf(d.known.Resources),
		DataSourceSchemas: schemasOf(d.known.Data),
	}, nil
}

func (d *double) GetResourceIdentitySchemas(context.Context, *tfprotov5.GetResourceIdentitySchemasRequest) (*tfprotov5.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov5.GetResourceIdentitySchemasResponse{}, nil
}

func (d *double) PrepareProviderConfig(_ context.Context, request *tfprotov5.PrepareProviderConfigRequest) (*tfprotov5.PrepareProviderConfigResponse, error) {
	return &tfprotov5.PrepareProviderConfigResponse{PreparedConfig: request.Config}, nil
}

func (d *double) ConfigureProvider(context.Context, *tfprotov5.ConfigureProviderRequest) (*tfprotov5.ConfigureProviderResponse, error) {
	return &tfprotov5.ConfigureProviderResponse{}, nil
}

func (d *double) StopProvider(context.Context, *tfprotov5.StopProviderRequest) (*tfprotov5.StopProviderResponse, error) {
	return &tfprotov5.StopProviderResponse{}, nil
}

func (d *double) GetFunctions(context.Context, *tfprotov5.GetFunctionsRequest) (*tfprotov5.GetFunctionsResponse, error) {
	return &tfprotov5.GetFunctionsResponse{}, nil
}

func (d *double) ValidateResourceTypeConfig(context.Context, *tfprotov5.ValidateResourceTypeConfigRequest) (*tfprotov5.ValidateResourceTypeConfigResponse, error) {
	return &tfprotov5.ValidateResourceTypeConfigResponse{}, nil
}

func (d *double) ValidateDataSourceConfig(context.Context, *tfprotov5.ValidateDataSourceConfigRequest) (*tfprotov5.ValidateDataSourceConfigResponse, error) {
	return &tfprotov5.ValidateDataSourceConfigResponse{}, nil
}

func (d *double) PlanResourceChange(_ context.Context, request *tfprotov5.PlanResourceChangeRequest) (*tfprotov5.PlanResourceChangeResponse, error) {
	told := d.known.Resources[request.TypeName]
	planned, err := completed(request.TypeName, told, request.ProposedNewState, nil)
	return &tfprotov5.PlanResourceChangeResponse{PlannedState: planned}, err
}

func (d *double) ReadDataSource(_ context.Context, request *tfprotov5.ReadDataSourceRequest) (*tfprotov5.ReadDataSourceResponse, error) {
	told := d.known.Data[request.TypeName]
	found := map[string]string{
		"aws_caller_identity.account_id": "111122223333",
		"aws_partition.partition":        "aws",
		"aws_partition.dns_suffix":       "amazonaws.com",
		"aws_region.id":                  "eu-west-1",
	}
	if request.TypeName == "aws_iam_policy_document" {
		value, err := request.Config.Unmarshal(told.schema().ValueType())
		if err != nil {
			return nil, err
		}
		statements := map[string]tftypes.Value{}
		if err := value.As(&statements); err != nil {
			return nil, err
		}
		text, err := json.Marshal(plain(statements["statement"]))
		if err != nil {
			return nil, err
		}
		found["aws_iam_policy_document.json"] = string(text)
	}
	state, err := completed(request.TypeName, told, request.Config, found)
	return &tfprotov5.ReadDataSourceResponse{State: state}, err
}

// The same with every computed attribute that nobody gave: what was found, or an ARN, a URL or a name that says whose it is.
func completed(kind string, told block, given *tfprotov5.DynamicValue, found map[string]string) (*tfprotov5.DynamicValue, error) {
	shape := told.schema().ValueType()
	value, err := given.Unmarshal(shape)
	if err != nil || value.IsNull() {
		return given, err
	}
	members := map[string]tftypes.Value{}
	if err := value.As(&members); err != nil {
		return nil, err
	}
	for name, attribute := range told.Attributes {
		if !attribute.Computed || !members[name].IsNull() {
			continue
		}
		switch wanted := typeOf(attribute.Type); {
		case wanted.Is(tftypes.String):
			text, here := found[kind+"."+name]
			if !here {
				text = fmt.Sprintf("arn:aws:double:eu-west-1:111122223333:%s/%s", kind, name)
				if kind == "aws_secretsmanager_secret" && name == "arn" {
					text = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:made-AbCdEf"
				}
			}
			members[name] = tftypes.NewValue(tftypes.String, text)
		default:
			members[name] = tftypes.NewValue(wanted, tftypes.UnknownValue)
			if found != nil {
				members[name] = tftypes.NewValue(wanted, nil)
			}
		}
	}
	made, err := tfprotov5.NewDynamicValue(shape, tftypes.NewValue(shape, members))
	return &made, err
}

// As JSON has it; sets in their own order.
func plain(value tftypes.Value) any {
	if value.IsNull() || !value.IsKnown() {
		return nil
	}
	var text string
	if value.As(&text) == nil {
		return text
	}
	var list []tftypes.Value
	if value.As(&list) == nil {
		made := make([]any, 0, len(list))
		for _, item := range list {
			made = append(made, plain(item))
		}
		return made
	}
	members := map[string]tftypes.Value{}
	if value.As(&members) == nil {
		made := map[string]any{}
		for name, item := range members {
			if told := plain(item); told != nil {
				made[name] = told
			}
		}
		return made
	}
	return nil
}
