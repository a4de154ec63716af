// Command oracle answers what Go's text/template with sprig makes of templates.
//
// Standard input is a document {"data": ..., "cases": [{"template": "..."}, ...]}; other members of a case are passed over,
// so that a golden file can be answered anew. Standard output is the document with Go's answers: rendered (what was
// printed, also before an error), parseError and executeError, each left out where empty.
package main

import (
	"bytes"
	"encoding/json"
	"log"
	"os"
	"runtime"
	"text/template"

	"github.com/Masterminds/sprig"
)

const sprigVersion = "3.2.3"

type question struct {
	Template string `json:"template"`
}

type document struct {
	Go    string          `json:"go"`
	Sprig string          `json:"sprig"`
	Data  json.RawMessage `json:"data"`
	Cases []answer        `json:"cases"`
}

type answer struct {
	Template     string `json:"template"`
	Rendered     string `json:"rendered,omitempty"`
	ParseError   string `json:"parseError,omitempty"`
	ExecuteError string `json:"executeError,omitempty"`
}

// impure functions read the clock, the machine or chance, and have no golden answer.
var impure = []string{
	"ago", "now", "env", "expandenv", "getHostByName", "randAlphaNum", "randAlpha", "randAscii", "randNumeric", "randInt",
	"randBytes", "shuffle", "uuidv4", "bcrypt", "htpasswd", "genPrivateKey", "derivePassword", "buildCustomCert", "genCA",
	"genCAWithKey", "genSelfSignedCert", "genSelfSignedCertWithKey", "genSignedCert", "genSignedCertWithKey", "encryptAES",
	"decryptAES",
}

func main() {
	var asked struct {
		Data  json.RawMessage `json:"data"`
		Cases []question      `json:"cases"`
	}
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		log.Fatal(err)
	}

	functions := sprig.TxtFuncMap()
	for _, name := range impure {
		delete(functions, name)
	}

	answered := document{Go: runtime.Version(), Sprig: sprigVersion, Data: asked.Data, Cases: []answer{}}
	for _, asking := range asked.Cases {
		answered.Cases = append(answered.Cases, render(asking.Template, asked.Data, functions))
	}

	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(answered); err != nil {
		log.Fatal(err)
	}
}

// render decodes the data anew for every template, since set, unset and merge change it.
func render(text string, data json.RawMessage, functions template.FuncMap) answer {
	var dot any
	if err := json.Unmarshal(data, &dot); err != nil {
		log.Fatal(err)
	}

	result := answer{Template: text}
	parsed, err := template.New("inject").Funcs(functions).Parse(text)
	if err != nil {
		result.ParseError = err.Error()
		return result
	}

	var output bytes.Buffer
	if err := parsed.Execute(&output, dot); err != nil {
		result.ExecuteError = err.Error()
	}

	result.Rendered = output.String()
	return result
}
