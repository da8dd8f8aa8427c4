// Judges chains by Go's own crypto/x509: cases come as a JSON list on stdin, verdicts go as one to stdout.
package main

import (
	"crypto/x509"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"time"
)

// A chainCase is one leaf with all that is known besides. Certificates are DER.
type chainCase struct {
	Leaf          []byte   `json:"leaf"`
	Intermediates [][]byte `json:"intermediates"`
	Roots         [][]byte `json:"roots"`
	// At is in milliseconds since the epoch.
	At int64 `json:"at"`
	// Usages are names of usages; none for any.
	Usages []string `json:"usages"`
	Name   string   `json:"name"`
}

type verdict struct {
	Ok     bool   `json:"ok"`
	Chains int    `json:"chains"`
	Error  string `json:"error"`
}

var usages = map[string]x509.ExtKeyUsage{
	"serverAuth":      x509.ExtKeyUsageServerAuth,
	"clientAuth":      x509.ExtKeyUsageClientAuth,
	"codeSigning":     x509.ExtKeyUsageCodeSigning,
	"emailProtection": x509.ExtKeyUsageEmailProtection,
}

func main() {
	var cases []chainCase
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		log.Fatal(err)
	}
	verdicts := make([]verdict, len(cases))
	for i, one := range cases {
		verdicts[i] = judge(one)
	}
	if err := json.NewEncoder(os.Stdout).Encode(verdicts); err != nil {
		log.Fatal(err)
	}
}

// Some certificates make Go's verifier panic; then it accepts nothing.
func judge(one chainCase) (result verdict) {
	defer func() {
		if problem := recover(); problem != nil {
			result = verdict{Error: fmt.Sprint("panic: ", problem)}
		}
	}()
	leaf, err := x509.ParseCertificate(one.Leaf)
	if err != nil {
		return verdict{Error: err.Error()}
	}
	options := x509.VerifyOptions{
		Intermediates: poolOf(one.Intermediates),
		Roots:         poolOf(one.Roots),
		CurrentTime:   time.UnixMilli(one.At),
		DNSName:       one.Name,
		KeyUsages:     []x509.ExtKeyUsage{},
	}
	for _, name := range one.Usages {
		options.KeyUsages = append(options.KeyUsages, usages[name])
	}
	if len(one.Usages) == 0 {
		options.KeyUsages = []x509.ExtKeyUsage{x509.ExtKeyUsageAny}
	}
	chains, err := leaf.Verify(options)
	if err != nil {
		return verdict{Error: err.Error()}
	}
	return verdict{Ok: true, Chains: len(chains)}
}

// What cannot be read is left out.
func poolOf(certificates [][]byte) *x509.CertPool {
	pool := x509.NewCertPool()
	for _, der := range certificates {
		if certificate, err := x509.ParseCertificate(der); err == nil {
			pool.AddCert(certificate)
		}
	}
	return pool
}
